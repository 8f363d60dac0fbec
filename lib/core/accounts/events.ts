import type { Db } from '@/db/client';
import type { AuditEvent, AuditEvents } from '../audit/event';
import { organizationsOf } from '../organizations/store';
import { markEmailVerified, type Account } from './store';

/** What happens to an account shows in the log of every organization that the account is in. */
export async function toItsOrganizations(db: Db, userId: string, events: AuditEvents): Promise<AuditEvents> {
  const organizations = await organizationsOf(db, userId);
  const shown = organizations.flatMap(({ id }) => events.map((event): AuditEvent => ({ ...event, organizationId: id })));
  return shown.length > 0 ? (shown as AuditEvents) : events;
}

/** Sessions that ended, an event each. */
export const sessionsEnded = (count: number, account: { id: string; email: string }): AuditEvent[] =>
  Array.from({ length: count }, () => ({ action: 'session.ended', entity: 'session', entityId: account.id, entityName: account.email }));

/** Notes that a person's address was proven; the event of it, or none where it was before. */
export async function emailProven(db: Db, { id, name, email, emailVerified }: Account): Promise<AuditEvent[]> {
  if (emailVerified) return [];
  await markEmailVerified(db, id);
  return [{ by: { id, name }, action: 'account.updated', entity: 'account', entityId: id, entityName: email, before: { emailVerified: false }, after: { emailVerified: true } }];
}
