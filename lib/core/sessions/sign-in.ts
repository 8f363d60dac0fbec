import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Db } from '@/db/client';
import { passwordMatches } from '../accounts/password';
import { toItsOrganizations } from '../accounts/events';
import { selectCredentials, stillHasPassword } from '../accounts/store';
import type { Caller } from '../access';
import { networkOf } from '@/lib/addresses';
import type { AuditEvents } from '../audit/event';
import { email } from '../input';
import { operation } from '../operation';
import { giveBack, take, type Rate } from '../rates/take';
import { insertSession, knowsAddress } from './store';

type Checked = { user: { id: string; name: string; passwordHash: string | null } | null; good: boolean; buckets: string[] };

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
  async run({ db, caller, input, prepared: { user, good, buckets } }) {
    if (!good || !user || !(await stillHasPassword(db, user.id, user.passwordHash!))) return { result: null, audit: await events(db, 'session.failed', user, input.email) };
    const sessionId = await insertSession(db, user.id, caller);
    await giveBack(db, buckets);
    return { result: { sessionId, userId: user.id }, audit: await events(db, 'session.started', user, input.email) };
  },
});

/** Asks the database as often about an address that nobody has. */
async function check(input: { email: string; password: string }, caller: Caller, db: Db): Promise<Checked> {
  const user = await selectCredentials(db, input.email);
  const known = caller.address ? await knowsAddress(db, user?.id ?? randomUUID(), caller.address) : false;
  const limits = rates(input.email, caller.address, known);
  await take(db, limits);
  return { user: user ?? null, good: await passwordMatches(input.password, user?.passwordHash ?? null), buckets: [limits[0]!.bucket] };
}

/** Strict for account and address together; loose for the account alone, and not at all where its owner is at home. */
function rates(email: string, address: string | null, known: boolean): [Rate, ...Rate[]] {
  const pair: Rate = { bucket: `sign-in ${email} ${networkOf(address)}`, limit: 5, seconds: 900 };
  const account: Rate = { bucket: `sign-in ${email}`, limit: 200, seconds: 3_600 };
  return known ? [pair] : [pair, account];
}

/** One event for each organization that the account is in, so that its owners see who tried; for nobody's address it is looked for, too. */
async function events(db: Db, action: 'session.started' | 'session.failed', user: Checked['user'], email: string): Promise<AuditEvents> {
  const by = user && action === 'session.started' && { by: { id: user.id, name: user.name } };
  return toItsOrganizations(db, user?.id ?? randomUUID(), [{ action, entity: 'session', entityId: user?.id ?? 'unknown', entityName: user ? email : '', ...by }]);
}
