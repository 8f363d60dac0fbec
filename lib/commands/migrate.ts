import { openDatabase } from '@/db/client';
import { environment } from '../env';

/** `npm run migrate`: brings the database up to date and ends. */
export default async function run(): Promise<void> {
  const env = environment();
  const opened = await openDatabase({ url: env.DATABASE_URL, migrationUrl: env.MIGRATION_DATABASE_URL, pooler: env.DATABASE_POOLER, dataDir: env.DATA_DIR });
  await opened.migrate();
  await opened.close();
  console.log('The database is up to date.');
}
