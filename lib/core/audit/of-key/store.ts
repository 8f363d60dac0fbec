import { and, desc, eq, sql } from 'drizzle-orm';
import type { Db } from '@/db/client';
import { auditEvents } from '@/db/schema';
import type { Access } from '../../access';

/** The newest events about one key. */
export async function eventsOfKey(db: Db, access: Access, keyId: string, limit: number) {
  return db
    .select({
      id: auditEvents.id,
      at: auditEvents.createdAt,
      action: auditEvents.action,
      actorType: auditEvents.actorType,
      actorName: auditEvents.actorName,
      door: auditEvents.door,
      address: auditEvents.address,
      before: auditEvents.before,
      after: auditEvents.after,
    })
    .from(auditEvents)
    .where(ofKey(access, keyId))
    .orderBy(desc(auditEvents.createdAt), desc(auditEvents.id))
    .limit(limit);
}

/** The fields that were edited after the key had that version. */
export async function changedFieldsSince(db: Db, access: Access, keyId: string, version: number): Promise<string[]> {
  const rows = await db
    .select({ before: auditEvents.before })
    .from(auditEvents)
    .where(and(ofKey(access, keyId), eq(auditEvents.action, 'key.updated'), sql`(${auditEvents.after}->>'version')::int > ${version}`));
  return [...new Set(rows.flatMap(({ before }) => Object.keys(before ?? {})))];
}

const ofKey = (access: Access, keyId: string) =>
  and(eq(auditEvents.organizationId, access.organizationId), eq(auditEvents.entity, 'key'), eq(auditEvents.entityId, keyId));
