import { sql } from 'drizzle-orm';
import { openDatabase, type Db } from '@/db/client';
import type { Caller } from '@/lib/core/access';
import { listKeys } from '@/lib/core/keys/list';
import { writePosition } from '@/lib/core/keys/listing/position';
import { median } from './load';

/** Time of the list operation, by the number of keys in the organization: the first page, and one from the middle. */
export async function pages(databaseUrl: string, organization: string, owner: string, sizes: number[]): Promise<{ keys: number; first: number; middle: number }[]> {
  const database = await openDatabase({ url: databaseUrl, pooler: false, dataDir: '' });
  const caller: Caller = { actor: { kind: 'member', userId: owner, sessionId: crypto.randomUUID() }, door: 'command', requestId: crypto.randomUUID(), address: null, userAgent: null };
  const measured = [];
  for (const size of sizes) {
    const id = await organizationOf(database.db, size, owner);
    const page = (cursor: string | null) => listKeys(caller, { organization: id, cursor, limit: 50 });
    const middle = writePosition({ value: Date.now() - (size / 2) * 1_000, id: crypto.randomUUID() });
    if ((await page(middle)).items.length < 50) throw new Error('the middle is no middle');
    measured.push({ keys: size, first: await timed(() => page(null)), middle: await timed(() => page(middle)) });
  }
  await database.close();
  return measured;
}

async function organizationOf(db: Db, size: number, person: string): Promise<string> {
  const id = crypto.randomUUID();
  await db.execute(sql`insert into organizations (id, name, slug) values (${id}::uuid, 'Sized', ${id})`);
  await db.execute(sql`insert into memberships (organization_id, user_id, role) values (${id}::uuid, ${person}::uuid, 'owner')`);
  await db.execute(sql`
    insert into keys (id, organization_id, created_by, name, type, prefix, scopes, key_id_hash, key_suffix, secret_hash, pepper_version, created_at)
    select gen_random_uuid(), ${id}::uuid, ${person}::uuid, 'Key ' || n, 'API_KEY', 'lk', '{key:read}', ${id} || n, 'abcd', 'x', 1, now() - n * interval '1 second'
    from generate_series(1, ${size}::int) n`);
  await db.execute(sql`analyze keys`);
  return id;
}

async function timed(use: () => Promise<unknown>): Promise<number> {
  const times = [];
  for (let i = 0; i < 50; i++) {
    const began = performance.now();
    await use();
    times.push(performance.now() - began);
  }
  return median(times);
}
