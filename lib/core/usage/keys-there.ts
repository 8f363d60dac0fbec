import { database } from '@/db/client';
import { sqlState } from '@/db/problems';
import { log } from '@/lib/log';

type OfKey = { keyId: string };

const keyMissing = '23503';

/**
 * Adds what was counted of keys; where the database has some of them no more (a failover or a restore forgot them), what is of the others.
 * Gives what `add` gave; null where none are left.
 */
export async function addOfKeysThere<Counted extends OfKey, Result>(counted: Counted[], add: (counted: Counted[]) => Promise<Result>): Promise<Result | null> {
  try {
    return await add(counted);
  } catch (error) {
    if (sqlState(error) !== keyMissing) throw error;
    const there = await keysThere(counted);
    const kept = counted.filter(({ keyId }) => there.has(keyId));
    log().warn({ dropped: counted.length - kept.length }, 'uses of keys that are no longer there');
    return kept.length > 0 ? add(kept) : null;
  }
}

const query = `select id from keys where id = any(string_to_array($1, ',')::uuid[])`;

async function keysThere(counted: OfKey[]): Promise<Set<unknown>> {
  const rows = await database().count(query, [counted.map(({ keyId }) => keyId).join()]);
  return new Set(rows.map(([id]) => id));
}
