import { v7 as uuid } from 'uuid';
import type { Db } from '@/db/client';
import { auditEvents } from '@/db/schema';
import type { Caller } from '../access';
import type { AuditEvents } from './event';

export type Signature = { type: 'user' | 'key' | 'system'; id: string | null; name: string };

/** Writes the events; in the transaction of the change that they tell of. */
export async function record(db: Db, events: AuditEvents, caller: Caller, signature: Signature, organizationId: string | null): Promise<void> {
  await db.insert(auditEvents).values(
    events.map((event) => ({
      id: uuid(),
      organizationId: event.organizationId ?? organizationId,
      action: event.action,
      actorType: event.by ? ('user' as const) : signature.type,
      actorId: event.by?.id ?? signature.id,
      actorName: event.by?.name ?? signature.name,
      door: caller.door,
      entity: event.entity,
      entityId: event.entityId,
      entityName: event.entityName,
      before: event.before ?? null,
      after: event.after ?? null,
      address: caller.address,
      userAgent: caller.userAgent,
      requestId: caller.requestId,
    })),
  );
}
