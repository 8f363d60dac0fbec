import { writeFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { preparedImage } from '@/db/embedded';

/** Part of the build: a migrated, empty database that a first start begins from. */
export default async function run(): Promise<void> {
  const client = await PGlite.create();
  await migrate(drizzle({ client }), { migrationsFolder: 'db/migrations' });
  const image = await client.dumpDataDir('gzip');
  await client.close();
  writeFileSync(preparedImage, Buffer.from(await image.arrayBuffer()));
}
