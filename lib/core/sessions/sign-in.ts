import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Db } from '@/db/client';
import { passwordMatches } from '../accounts/password';
import { aboutNobody, toItsOrganizations } from '../accounts/events';
import { selectCredentials, stillHasPassword } from '../accounts/store';
import type { Caller } from '../access';
import { networkOf } from '@/lib/addresses';
import type { AuditEvents } from '../audit/event';
import { email } from '../input';
import { operation } from '../operation';
import { count, giveBack, take, type Rate } from '../rates/store';
import { insertSession, knowsAddress } from './store';

type Checked = { user: { id: string; name: string; passwordHash: string | null } | null; good: boolean; pair: Rate };

/** Begins a session for who knows the password; null for everyone else, known address or not. */
export const signIn = operation({
  name: 'sign_in',
  effect: 'write',
  scope: 'public',
  permission: null,
  locks: 'none',
  input: z.strictObject({ email, password: z.string().min(1, 'required').max(256, 'password_long') }),
  output: z.object({ sessionId: z.uuid(), userId: z.uuid() }).nullable(),
  prepare: check,
  async run({ db, caller, input, prepared: { user, good, pair } }) {
    if (!user) return { result: null, audit: await aboutNobody(db, caller, 'session.failed', pair) };
    if (!good || !(await stillHasPassword(db, user.id, user.passwordHash!))) return { result: null, audit: await events(db, 'session.failed', user, input.email) };
    const sessionId = await insertSession(db, user.id, caller);
    await giveBack(db, [pair.bucket]);
    return { result: { sessionId, userId: user.id }, audit: await events(db, 'session.started', user, input.email) };
  },
});

/** Asks the database as often about an address that nobody has. */
async function check(input: { email: string; password: string }, caller: Caller, db: Db): Promise<Checked> {
  const user = await selectCredentials(db, input.email);
  const known = caller.address ? await knowsAddress(db, user?.id ?? randomUUID(), caller.address) : false;
  const { pair, account, network } = rates(input.email, caller.address);
  // First and by itself: who is turned away here leaves no counters of addresses made up.
  await (known ? count : take)(db, [network]);
  await take(db, known ? [pair] : [pair, account]);
  return { user: user ?? null, good: await passwordMatches(input.password, user?.passwordHash ?? null), pair };
}

/** Strict for account and address together; loose for the account or the network alone, and neither where the account's owner is at home. */
function rates(email: string, address: string | null): Record<'pair' | 'account' | 'network', Rate> {
  const network = networkOf(address);
  return {
    pair: { bucket: `sign-in ${email} ${network}`, limit: 5, seconds: 900 },
    account: { bucket: `sign-in ${email}`, limit: 200, seconds: 3_600 },
    // An office signs in from one address.
    network: { bucket: `sign-in from ${network}`, limit: 300, seconds: 900 },
  };
}

/** One event for each organization that the account is in, so that its owners see who tried. */
function events(db: Db, action: 'session.started' | 'session.failed', user: { id: string; name: string }, email: string): Promise<AuditEvents> {
  const by = action === 'session.started' && { by: { id: user.id, name: user.name } };
  return toItsOrganizations(db, user.id, [{ action, entity: 'session', entityId: user.id, entityName: email, ...by }]);
}
