import { z } from 'zod';
import type { Db } from '@/db/client';
import { environment } from '@/lib/env';
import type { Caller } from '../access';
import { aboutNobody, toItsOrganizations } from '../accounts/events';
import { insertUser, markEmailVerified, selectAccountOf } from '../accounts/store';
import type { AuditEvent, AuditEvents, Unchanged } from '../audit/event';
import { insertIdentity, selectHolder, type Person } from '../identities/store';
import { email, name } from '../input';
import { join } from '../invitations/acceptance';
import { lockOrganizationOf, selectInvitationsTo, selectLinkedById } from '../invitations/store';
import { insertMembership } from '../members/store';
import { operation } from '../operation';
import { lockOrganizationNamed } from '../organizations/store';
import { Refusal } from '../refusal';
import { insertSession } from './store';

type Known = { person: Person; events: AuditEvent[] };
type Unwelcome = { problem: string; account?: Person };

/** OpenID Connect Core 1.0, 2: a subject is at most 255 ASCII characters. */
const subject = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'malformed');

/**
 * Begins a session for whom the provider vouches for. The claims are as they came: each is believed for what it is.
 * An unknown identity needs a verified address, and then an account that has proven it, an invitation, or the organization that all may join.
 */
export const signInByIdentity = operation({
  name: 'sign_in_by_identity',
  effect: 'write',
  scope: 'public',
  permission: null,
  locks: 'none',
  input: z.strictObject({ issuer: z.url().max(500), subject, email: z.unknown(), emailVerified: z.unknown(), name: z.unknown() }),
  output: z.union([z.object({ sessionId: z.uuid(), userId: z.uuid() }), z.object({ problem: z.string() })]),
  async run({ db, caller, input }) {
    const holder = await selectHolder(db, input.issuer, input.subject);
    const met = holder ? { person: holder, events: [] } : await meet(db, input);
    if ('problem' in met) return { result: { problem: met.problem }, audit: await failed(db, caller, met) };
    const { person, events } = met;
    const sessionId = await insertSession(db, person.id, caller);
    const started = await toItsOrganizations(db, person.id, [
      { action: 'session.started', entity: 'session', entityId: person.id, entityName: person.email, by: person, after: { by: 'single_sign_on' } },
    ]);
    return { result: { sessionId, userId: person.id }, audit: [...events, ...started] as AuditEvents };
  },
});

type Claims = { issuer: string; subject: string; email: unknown; emailVerified: unknown; name: unknown };

/** Shows to the organizations of the account that was knocked at. */
async function failed(db: Db, caller: Caller, { account }: Unwelcome): Promise<AuditEvents | Unchanged> {
  if (!account) return aboutNobody(db, caller, 'session.failed');
  return toItsOrganizations(db, account.id, [
    { action: 'session.failed', entity: 'session', entityId: account.id, entityName: account.email, after: { by: 'single_sign_on' } },
  ]);
}

/** An identity that comes for the first time. */
async function meet(db: Db, claims: Claims): Promise<Known | Unwelcome> {
  const address = email.safeParse(claims.email);
  if (!address.success || claims.emailVerified !== true) return { problem: 'address_unverified' };
  const account = await selectAccountOf(db, address.data);
  if (account && !account.emailVerified) return { problem: 'account_unverified', account };
  const known = account ? { person: account, events: [] } : await admitNew(db, address.data, claims.name);
  if ('problem' in known) return known;
  await insertIdentity(db, claims.issuer, claims.subject, known.person.id);
  const linked = await toItsOrganizations(db, known.person.id, [
    { action: 'account.identity_linked', entity: 'account', entityId: known.person.id, entityName: known.person.email, by: known.person, after: { issuer: claims.issuer } },
  ]);
  return { person: known.person, events: [...known.events, ...linked] };
}

/** Makes an account for who is invited, or where all may join; a removed member has one and so never passes here again. */
async function admitNew(db: Db, address: string, claimedName: unknown): Promise<Known | Unwelcome> {
  const invited = await selectInvitationsTo(db, address);
  const automatic = environment().OIDC_AUTO_JOIN;
  if (invited.length === 0 && !automatic) return { problem: 'not_invited' };
  const given = name.safeParse(claimedName);
  const person: Person = { id: '', name: given.success ? given.data : address.split('@')[0]!.slice(0, 100), email: address };
  person.id = await insertUser(db, { name: person.name, email: address, passwordHash: null });
  await markEmailVerified(db, person.id);
  const joined: AuditEvent[] = [];
  for (const { id } of invited) joined.push(...(await acceptFor(db, id, person)));
  if (joined.length === 0 && automatic) joined.push(...(await joinAutomatically(db, automatic, person)));
  if (joined.length === 0) throw new Refusal('forbidden', { problem: 'not_invited' });
  const { organizationId } = joined[0]!;
  return { person, events: [{ organizationId, by: person, action: 'account.created', entity: 'account', entityId: person.id, entityName: address }, ...joined] };
}

async function acceptFor(db: Db, invitationId: string, person: Person): Promise<AuditEvent[]> {
  await lockOrganizationOf(db, invitationId);
  const invitation = await selectLinkedById(db, invitationId);
  return invitation?.state === 'open' ? join(db, invitation, person) : [];
}

async function joinAutomatically(db: Db, { organization, role }: { organization: string; role: 'admin' | 'member' }, person: Person): Promise<AuditEvent[]> {
  const id = await lockOrganizationNamed(db, organization);
  if (!id) throw new Refusal('unavailable', { problem: 'auto_join' });
  await insertMembership(db, id, person.id, role);
  return [{ organizationId: id, by: person, action: 'member.joined', entity: 'member', entityId: person.id, entityName: person.email, after: { role } }];
}
