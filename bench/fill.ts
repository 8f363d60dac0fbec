import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import { openDatabase, type Database, type Db } from '@/db/client';
import { keys, memberships, organizations, users } from '@/db/schema';
import { mintKey, plaintext, sha256 } from '@/lib/core/keys/format';
import { seal } from '@/lib/core/keys/pepper';
import { presetScopes } from '@/lib/core/keys/scopes';

const batch = 1_000;
const members = 50;

/** Fills the database that the environment names with an organization and so many good keys; writes their plaintexts to the file, one a line. */
export async function fill(count: number, file: string): Promise<{ organization: string; owner: string }> {
  const database = await openDatabase({ url: process.env.DATABASE_URL || undefined, pooler: false, dataDir: process.env.DATA_DIR ?? '' });
  await database.migrate();
  const { plaintexts, ...filled } = await fillOpen(database, count);
  await database.close();
  writeFileSync(file, plaintexts.join('\n') + '\n');
  return filled;
}

/** The same for a database that is open and migrated; gives the plaintexts. */
export async function fillOpen({ db }: Database, count: number): Promise<{ organization: string; owner: string; plaintexts: string[] }> {
  const organization = randomUUID();
  const people = Array.from({ length: members }, () => randomUUID());
  const owner = people[0]!;
  await db.insert(organizations).values({ id: organization, name: 'Bench', slug: 'bench' });
  await db.insert(users).values(people.map((id) => ({ id, email: `${id}@example.com`, name: 'Member of the bench' })));
  await db.insert(memberships).values(people.map((userId) => ({ organizationId: organization, userId, role: userId === owner ? 'owner' as const : 'member' as const })));
  const plaintexts: string[] = [];
  for (let start = 0; start < count; start += batch) {
    const minted = Array.from({ length: Math.min(batch, count - start) }, mintKey);
    await db.insert(keys).values(minted.map((key, i) => ({ ...stored(key), organizationId: organization, createdBy: people[i % members]! })));
    for (const key of minted) plaintexts.push(plaintext('lk', key));
  }
  await usedToday(db);
  await db.execute(sql`analyze`);
  return { organization, owner, plaintexts };
}

const stored = ({ keyId, secret }: ReturnType<typeof mintKey>) => ({
  id: randomUUID(),
  name: 'Key of the bench',
  type: 'API_KEY' as const,
  prefix: 'lk',
  scopes: [...presetScopes('read_only')!],
  keyId,
  keyIdHash: sha256(keyId),
  keySuffix: keyId.slice(-4),
  secretHash: seal(secret).hash,
  pepperVersion: 1,
});

/** As on any day but the first: the first use of a day writes more than the others. */
async function usedToday(db: Db): Promise<void> {
  await db.execute(sql`update keys set last_used_on = (now() at time zone 'utc')::date`);
  await db.execute(sql`insert into key_usage (key_id, day, count, last_at) select id, last_used_on, 0, now() from keys`);
}
