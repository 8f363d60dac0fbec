import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import { keys } from '@/db/schema';
import type { StoredSecret } from '../../keys/pepper';

const update = 'update keys set secret_hash = $3, pepper_version = $4 where id = $1 and secret_hash = $2';

/** Puts another seal of the same secret in place of this one; nothing when the key has another secret by now. */
export async function replaceSeal(keyId: string, sealed: string, { hash, pepperVersion }: StoredSecret): Promise<void> {
  await database().read(update, [keyId, sealed, hash, pepperVersion]);
}

/** How many keys that can still be used are sealed with each version of the pepper. */
export function countByPepper(): Promise<{ version: number; keys: number }[]> {
  return database()
    .db.select({ version: keys.pepperVersion, keys: sql<number>`count(*)::int` })
    .from(keys)
    .where(sql`${keys.revokedAt} is null and (${keys.expiresAt} is null or ${keys.expiresAt} > statement_timestamp())`)
    .groupBy(keys.pepperVersion)
    .orderBy(keys.pepperVersion);
}
