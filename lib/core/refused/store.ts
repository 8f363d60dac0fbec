import { and, desc, eq, sql, type SQL } from 'drizzle-orm';
import { database, type Db } from '@/db/client';
import { saysNo } from '@/db/problems';
import { keys, refusedUses, users } from '@/db/schema';
import { throwAway } from '@/db/throw-away';
import { logSeldom } from '@/lib/log';
import { person, type Access } from '../access';
import { addOfKeysThere } from '../usage/keys-there';

/** Tries of one key that is over, within one hour from one address; '' stands for the addresses past the twentieth. */
export type Tries = { keyId: string; organizationId: string; hour: number; address: string; count: number; lastAt: number };

const mostAddresses = 20;

// Rows a statement: each is locked until all are written, and of more the embedded database does not survive that one is refused.
const batchSize = 250;
const mostRefused = 20;
const daysKept = 400;

/** Adds the counts; gives back what could not be written. One that the database refuses holds up no other, unless it refuses all. */
export async function addTries(tries: Tries[]): Promise<Tries[]> {
  const waiting: Tries[][] = [];
  for (let start = 0; start < tries.length; start += batchSize) waiting.push(tries.slice(start, start + batchSize));
  const refused: Tries[] = [];
  while (waiting.length > 0 && refused.length < mostRefused) {
    const batch = waiting.pop()!;
    try {
      await addOfKeysThere(batch, addBatch);
    } catch (error) {
      logSeldom(error, 'refused uses are kept for the next try');
      if (!saysNo(error)) return [...refused, ...batch, ...waiting.flat()];
      const half = Math.ceil(batch.length / 2);
      if (batch.length === 1) refused.push(...batch);
      else waiting.push(batch.slice(0, half), batch.slice(half));
    }
  }
  return [...refused, ...waiting.flat()];
}

/** One writer at a time, so that instances together keep no more addresses than one would. As many old rows go as new ones can come. */
async function addBatch(batch: Tries[]): Promise<void> {
  await database().db.transaction(async (transaction) => {
    const tx = transaction as unknown as Db;
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('latchkey refused uses'))`);
    const rows = await withinLimit(tx, batch);
    await throwAway(tx, refusedUses, sql`${refusedUses.hour} < statement_timestamp() - make_interval(days => ${daysKept})`, refusedUses.hour, batchSize);
    await tx
      .insert(refusedUses)
      .values(rows.map(({ hour, lastAt, ...tries }) => ({ ...tries, hour: new Date(hour), lastAt: new Date(lastAt) })))
      .onConflictDoUpdate({
        target: [refusedUses.keyId, refusedUses.hour, refusedUses.address],
        set: { count: sql`${refusedUses.count} + excluded.count`, lastAt: sql`greatest(${refusedUses.lastAt}, excluded.last_at)` },
      });
  });
}

async function withinLimit(db: Db, batch: Tries[]): Promise<Tries[]> {
  const hours = [...new Map(batch.map((tries) => [`${tries.keyId} ${tries.hour}`, tries])).values()];
  const wanted = sql.join(hours.map(({ keyId, hour }) => sql`(${keyId}::uuid, ${new Date(hour).toISOString()}::timestamptz)`), sql`, `);
  const stored = await db.select({ keyId: refusedUses.keyId, hour: refusedUses.hour, address: refusedUses.address }).from(refusedUses).where(sql`(${refusedUses.keyId}, ${refusedUses.hour}) in (${wanted})`);
  const known = new Map<string, Set<string>>();
  for (const { keyId, hour, address } of stored) addressesOf(known, keyId, hour.getTime()).add(address);
  const rows = new Map<string, Tries>();
  for (const tries of batch) {
    const address = admitted(addressesOf(known, tries.keyId, tries.hour), tries.address);
    const place = `${tries.keyId} ${tries.hour} ${address}`;
    const row = rows.get(place);
    rows.set(place, { ...tries, address, count: tries.count + (row?.count ?? 0), lastAt: Math.max(tries.lastAt, row?.lastAt ?? 0) });
  }
  return [...rows.values()];
}

function addressesOf(known: Map<string, Set<string>>, keyId: string, hour: number): Set<string> {
  const place = `${keyId} ${hour}`;
  const addresses = known.get(place) ?? new Set();
  known.set(place, addresses);
  return addresses;
}

/** The address while there is room for it, else '' for all others together. */
export function admitted(addresses: Set<string>, address: string): string {
  const named = addresses.size - (addresses.has('') ? 1 : 0);
  const place = addresses.has(address) || named < mostAddresses ? address : '';
  addresses.add(place);
  return place;
}

/** Refused uses of keys within reach, newest hour first. */
export async function selectTries(db: Db, access: Access, { key, limit }: { key?: string; limit: number }) {
  const rows = await db
    .select({
      key: { id: keys.id, name: keys.name, keySuffix: keys.keySuffix },
      createdBy: { id: users.id, name: users.name },
      hour: refusedUses.hour,
      address: refusedUses.address,
      count: refusedUses.count,
      lastAt: refusedUses.lastAt,
    })
    .from(refusedUses)
    .innerJoin(keys, eq(keys.id, refusedUses.keyId))
    .innerJoin(users, eq(users.id, keys.createdBy))
    .where(and(eq(refusedUses.organizationId, access.organizationId), reach(access), key ? eq(refusedUses.keyId, key) : undefined))
    .orderBy(desc(refusedUses.hour), desc(refusedUses.lastAt))
    .limit(limit);
  return rows.map((row) => ({ ...row, address: row.address === '' ? null : row.address }));
}

const reach = (access: Access): SQL | undefined => (access.reach === 'own' ? eq(keys.createdBy, person(access)) : undefined);
