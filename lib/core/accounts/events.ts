import { randomUUID } from 'node:crypto';
import type { Db } from '@/db/client';
import { log } from '@/lib/log';
import type { Caller } from '../access';
import type { Action, AuditEvent, AuditEvents, Unchanged } from '../audit/event';
import { organizationsOf } from '../organizations/store';
import { rewrite, type Rate } from '../rates/store';
import { markEmailVerified, type Account } from './store';

/** What happens to an account shows in the log of every organization that the account is in. */
export async function toItsOrganizations(db: Db, userId: string, events: AuditEvents): Promise<AuditEvents> {
  const organizations = await organizationsOf(db, userId);
  const shown = organizations.flatMap(({ id }) => events.map((event): AuditEvent => ({ ...event, organizationId: id })));
  return shown.length > 0 ? (shown as AuditEvents) : events;
}

/**
 * What was tried with an address that nobody has leaves a line in the log: no organization would see an event, and events stay for ever.
 * Where a counter is given the database has as much to do as for somebody's address.
 */
export async function aboutNobody(db: Db, { address, requestId }: Caller, action: Action, counter?: Rate): Promise<Unchanged> {
  log().info({ action, address, requestId }, 'tried with an address that nobody has');
  if (!counter) return 'unchanged';
  await organizationsOf(db, randomUUID());
  await rewrite(db, counter);
  return 'unchanged';
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
