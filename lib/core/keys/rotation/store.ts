import { and, eq, sql } from 'drizzle-orm';
import type { Db } from '@/db/client';
import { keys, oldSecretUses } from '@/db/schema';
import type { Access } from '../../access';
import type { StoredSecret } from '../pepper';
import type { Use } from '../key';
import { inReach } from '../store';

const none = { previousSecretHash: null, previousPepperVersion: null, previousGraceSeconds: null, previousExpiresAt: null };

// A rotation is pending until its new secret is used: then it is the secret before that which programs have.
const pending = sql`(${keys.previousSecretHash} is not null and ${keys.secretFirstUsedAt} is null)`;

/** Puts a new secret on a locked key; the one that programs have stays good for the grace after the first use of the new, or ends now. */
export async function replaceSecret(db: Db, access: Access, id: string, secret: StoredSecret, graceSeconds: number | null): Promise<void> {
  const kept = {
    previousSecretHash: sql`case when ${pending} then ${keys.previousSecretHash} else ${keys.secretHash} end`,
    previousPepperVersion: sql`case when ${pending} then ${keys.previousPepperVersion} else ${keys.pepperVersion} end`,
    previousGraceSeconds: graceSeconds,
    previousExpiresAt: null,
  };
  await db
    .update(keys)
    .set({
      ...(graceSeconds === null ? none : kept),
      secretHash: secret.hash,
      pepperVersion: secret.pepperVersion,
      secretFirstUsedAt: null,
      rotatedAt: sql`statement_timestamp()`,
    })
    .where(and(inReach(access), eq(keys.id, id)));
  await db.delete(oldSecretUses).where(eq(oldSecretUses.keyId, id));
}

/** Ends the old secret of a key; false when there was none that was still good. */
export async function dropOldSecret(db: Db, access: Access, id: string): Promise<boolean> {
  const ended = await db
    .update(keys)
    .set(none)
    .where(and(inReach(access), eq(keys.id, id), oldSecretLives))
    .returning({ id: keys.id });
  return ended.length > 0;
}

const oldSecretLives = sql`(${keys.previousSecretHash} is not null and (${keys.previousExpiresAt} is null or ${keys.previousExpiresAt} > statement_timestamp()))`;

export type OldSecret = { graceSeconds: number; firstUseOfNew: Date | null; endsAt: Date | null; lastUsed: (Use & { count: number }) | null };

/** The old secret of a key, while it is good. */
export async function selectOldSecret(db: Db, access: Access, id: string): Promise<OldSecret | undefined> {
  const [row] = await db
    .select({
      graceSeconds: keys.previousGraceSeconds,
      firstUseOfNew: keys.secretFirstUsedAt,
      endsAt: keys.previousExpiresAt,
      use: { at: oldSecretUses.lastAt, address: oldSecretUses.lastAddress, userAgent: oldSecretUses.lastUserAgent, count: oldSecretUses.count },
    })
    .from(keys)
    .leftJoin(oldSecretUses, and(eq(oldSecretUses.keyId, keys.id), eq(oldSecretUses.rotatedAt, keys.rotatedAt)))
    .where(and(inReach(access), eq(keys.id, id), oldSecretLives));
  if (!row) return undefined;
  return { graceSeconds: row.graceSeconds!, firstUseOfNew: row.firstUseOfNew, endsAt: row.endsAt, lastUsed: row.use };
}
