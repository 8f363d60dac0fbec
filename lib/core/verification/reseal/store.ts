import { eq, sql } from 'drizzle-orm';
import { database, type Db } from '@/db/client';
import { keys, peppers } from '@/db/schema';
import type { StoredSecret } from '../../keys/pepper';
import type { Secret } from '../secret';

/** It waits for no standby, and not for whoever holds the key: that one is sealed at a later use. */
const replacing = ({ hash, version }: { hash: string; version: string }) => `
  update keys set ${hash} = $3, ${version} = $4
  from (select id from keys where id = $1 and ${hash} = $2 for no key update skip locked) as free, set_config('synchronous_commit', 'local', true) as waiting
  where keys.id = free.id`;

const replace: Record<Secret, string> = {
  present: replacing({ hash: 'secret_hash', version: 'pepper_version' }),
  previous: replacing({ hash: 'previous_secret_hash', version: 'previous_pepper_version' }),
};

/** Puts another seal of the same secret in place of this one; nothing when the key has another secret by now. Nobody waits for it, so it goes the way of the counts. */
export async function replaceSeal(which: Secret, keyId: string, sealed: string, { hash, pepperVersion }: StoredSecret): Promise<void> {
  await database().count(replace[which], [keyId, sealed, hash, pepperVersion]);
}

/** How many keys that can still be used are sealed with each version of the pepper; by an old secret that is still good too. */
export function countByPepper(): Promise<{ version: number; keys: number }[]> {
  const oldIsGood = sql`${keys.previousSecretHash} is not null and (${keys.previousExpiresAt} is null or ${keys.previousExpiresAt} > statement_timestamp())`;
  const versions = sql`lateral unnest(array[${keys.pepperVersion}, case when ${oldIsGood} then ${keys.previousPepperVersion} end]) as sealed(version)`;
  return database()
    .db.select({ version: sql<number>`sealed.version`, keys: sql<number>`count(distinct ${keys.id})::int` })
    .from(keys)
    .innerJoin(versions, sql`sealed.version is not null`)
    .where(sql`${keys.revokedAt} is null and (${keys.expiresAt} is null or ${keys.expiresAt} > statement_timestamp())`)
    .groupBy(sql`sealed.version`)
    .orderBy(sql`sealed.version`);
}

/** The mark of the pepper that had this version here before; null where none had. */
export async function selectMark(db: Db, version: number): Promise<string | null> {
  const [known] = await db.select({ mark: peppers.mark }).from(peppers).where(eq(peppers.version, version));
  return known?.mark ?? null;
}

/** Notes the mark of a pepper, in place of one that seals nothing. */
export async function putMark(db: Db, version: number, mark: string): Promise<void> {
  await db.insert(peppers).values({ version, mark }).onConflictDoUpdate({ target: peppers.version, set: { mark } });
}
