import type { Db } from '@/db/client';
import type { OrganizationId } from '../access';
import type { AuditEvent } from '../audit/event';
import { markAllRevoked, type Wholesale } from './store';

/** Ends all keys that a departure takes along; gives an event for each. */
export async function revokedKeys(db: Db, organizationId: OrganizationId, which: Wholesale): Promise<AuditEvent[]> {
  const revoked = await markAllRevoked(db, organizationId, which);
  return revoked.map((key) => ({ action: 'key.revoked', entity: 'key', entityId: key.id, entityName: key.name, after: { reason: which.reason } }));
}
