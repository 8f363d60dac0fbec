import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changePassword } from '@/lib/core/accounts/change-password';
import { checkResetLink } from '@/lib/core/accounts/check-reset-link';
import { getAccount } from '@/lib/core/accounts/get';
import { issueReset } from '@/lib/core/accounts/issue-reset';
import { requestReset } from '@/lib/core/accounts/request-reset';
import { resetPassword } from '@/lib/core/accounts/reset-password';
import { updateMyAccount } from '@/lib/core/accounts/update';
import { sha256 } from '@/lib/core/keys/format';
import { endSession } from '@/lib/core/sessions/end';
import { endOtherSessions } from '@/lib/core/sessions/end-others';
import { findSession } from '@/lib/core/sessions/find';
import { listSessions } from '@/lib/core/sessions/list';
import { signIn } from '@/lib/core/sessions/sign-in';
import { mailIsSent } from '@/lib/mail';
import { auditOf, eventsAbout } from '@/tests/support/audit';
import { dump, freshDatabase, rows, statementsDuring } from '@/tests/support/database';
import { aMailServer, withMail, type Mailbox } from '@/tests/support/mail';
import { aMember, anOrganization, as, from, newEmail, nobody, signedIn, system, type Person, type TestOrganization } from '@/tests/support/people';
import { quickMember } from '@/tests/support/quick';
import { against, refusalsOf } from '@/tests/support/races';
import { outcome, refusalOf } from '@/tests/support/refusals';

freshDatabase();

let acme: TestOrganization;
let mailbox: Mailbox;
beforeAll(async () => {
  acme = await anOrganization();
  mailbox = await aMailServer();
});
afterAll(() => mailbox.close());

const next = 'seven unrelated green words';
const signsIn = async (person: Person, password: string) => (await signIn(from('198.51.100.1'), { email: person.email, password })) !== null;
const happened = async (person: Person, action: string) => (await eventsAbout(acme, person.userId)).filter((event) => event.action === action);

describe('one’s own account', () => {
  test('has a name and a language, which one changes; each organization sees it in its log', async () => {
    const person = await aMember(acme.id);
    expect(await getAccount(as(person), {})).toMatchObject({ email: person.email, locale: null, hasPassword: true, emailVerified: false });
    await updateMyAccount(as(person), { name: 'Another', locale: 'ko' });
    expect(await getAccount(as(person), {})).toMatchObject({ name: 'Another', locale: 'ko' });
    expect((await eventsAbout(acme, person.userId)).at(-1)).toMatchObject({ action: 'account.updated', before: { name: person.name, locale: null }, after: { name: 'Another', locale: 'ko' } });
    expect(await refusalOf(updateMyAccount(as(person), { name: 'Another' }))).toMatchObject({ problem: 'nothing_changed' });
    for (const wrong of [{ locale: 'xx' }, { name: '' }, { name: 'a\nb' }]) expect(await outcome(updateMyAccount(as(person), wrong as never))).toBe('invalid');
  });
});

test('two changes of one account at once are told one after the other: the second begins with what the first left', async () => {
  for (let round = 0; round < 10; round++) {
    const person = await quickMember(acme.id);
    const to = (name: string) => () => updateMyAccount(as(person), { name });
    expect(refusalsOf(await against(round % 2 === 0, to('One'), to('Two')))).toEqual([]);
    const told = (await eventsAbout(acme, person.userId)).map(({ before, after }) => [before!.name, after!.name]);
    const { name } = await getAccount(as(person), {});
    const first = name === 'One' ? 'Two' : 'One';
    expect(told.toSorted(([a]) => (a === person.name ? -1 : 1))).toEqual([[person.name, first], [first, name]]);
  }
});

describe('[S17] changing the password', () => {
  test('needs the present one, ends every session, this one too, and begins another in its place', async () => {
    const person = await aMember(acme.id);
    const [here, there] = [await signedIn(person), await signedIn(person)];
    expect((await refusalOf(changePassword(here, { currentPassword: 'not this one', newPassword: next }))).fields).toEqual([{ path: 'currentPassword', problem: 'wrong_password' }]);
    const { sessionId, ...changed } = await changePassword(here, { currentPassword: person.password, newPassword: next });
    expect(changed).toEqual({ sessionsEnded: 2, userId: person.userId });
    for (const { actor } of [here, there]) expect(await findSession(actor.sessionId)).toBeNull();
    expect(await findSession(sessionId)).toMatchObject({ user: { id: person.userId } });
    expect(await signsIn(person, person.password)).toBe(false);
    expect(await signsIn(person, next)).toBe(true);
    const events = (await auditOf(acme)).filter(({ request_id }) => request_id === here.requestId).map(({ action }) => action);
    expect(events.toSorted()).toEqual(['account.password_changed', 'session.ended', 'session.ended', 'session.started']);
  });

  test('[S18] is limited, also against guesses at once', async () => {
    const person = await aMember(acme.id);
    const caller = await signedIn(person);
    const tries = await Promise.all(Array.from({ length: 12 }, () => outcome(changePassword(caller, { currentPassword: 'not this one', newPassword: next }))));
    expect(tries.filter((reason) => reason === 'invalid')).toHaveLength(5);
    expect(tries.filter((reason) => reason === 'limited')).toHaveLength(7);
  });

  test('a sign-in that was under way with the old password begins no session', async () => {
    const person = await aMember(acme.id);
    let caller = await signedIn(person);
    for (let round = 0; round < 10; round++) {
      const before = round === 0 ? person.password : `${next} ${round - 1}`;
      const [{ sessionId }] = await Promise.all([changePassword(caller, { currentPassword: before, newPassword: `${next} ${round}` }), signsIn(person, before)]);
      caller = { ...caller, actor: { ...caller.actor, sessionId } };
      expect((await listSessions(caller, {})).map(({ current }) => current)).toEqual([true]);
    }
  });
});

describe('[S17] sessions', () => {
  test('are listed to their person, and ended one by one or all but this one', async () => {
    const person = await aMember(acme.id);
    const [here, second, third] = [await signedIn(person, '192.0.2.1'), await signedIn(person, '192.0.2.2'), await signedIn(person, '192.0.2.3')];
    expect((await listSessions(here, {})).map(({ address, current }) => [address, current])).toEqual([['192.0.2.3', false], ['192.0.2.2', false], ['192.0.2.1', true]]);
    await endSession(here, { session: second.actor.sessionId });
    expect(await findSession(second.actor.sessionId)).toBeNull();
    expect(await endOtherSessions(here, {})).toEqual({ ended: 1 });
    expect(await findSession(third.actor.sessionId)).toBeNull();
    expect(await refusalOf(endOtherSessions(here, {}))).toMatchObject({ problem: 'no_other_sessions' });
    expect(await outcome(endSession(await signedIn(acme.colleague), { session: here.actor.sessionId }))).toBe('not_found');
    expect(await findSession(here.actor.sessionId)).not.toBeNull();
    expect(await happened(person, 'session.ended')).toMatchObject([{ actor_id: person.userId }, { actor_id: person.userId }]);
  });
});

describe('a reset link', () => {
  test('without mail is made by the operator alone', async () => {
    expect(await refusalOf(requestReset(nobody, { email: acme.member.email }))).toMatchObject({ reason: 'unavailable', problem: 'reset_needs_operator' });
    for (const caller of [nobody, as(acme.owner)]) expect(await outcome(issueReset(caller, { email: acme.member.email }))).toBe('forbidden');
    expect(await outcome(issueReset(system, { email: newEmail() }))).toBe('not_found');
  });

  test('sets a new password once, ends every session, is stored as a hash, and voids the others', async () => {
    const person = await aMember(acme.id);
    const session = await signedIn(person);
    const { token } = await issueReset(system, { email: person.email });
    const other = await issueReset(system, { email: person.email });
    expect(await dump()).not.toContain(token);
    expect(await checkResetLink(nobody, { token })).toBe(true);
    expect(await outcome(resetPassword(nobody, { token, password: 'short' }))).toBe('invalid');
    await resetPassword(nobody, { token, password: next });
    expect(await findSession(session.actor.sessionId)).toBeNull();
    expect(await signsIn(person, next)).toBe(true);
    for (const used of [token, other.token, 'x']) expect(await refusalOf(resetPassword(nobody, { token: used, password: next }))).toMatchObject({ reason: 'expired', problem: 'reset_link' });
    expect(await happened(person, 'account.reset_requested')).toMatchObject([{ actor_type: 'system' }, { actor_type: 'system' }]);
    expect(await happened(person, 'account.password_reset')).toHaveLength(1);
    expect(await getAccount(as(person), {})).toMatchObject({ emailVerified: false });
  });

  test('lasts for an hour by the database’s clock', async () => {
    const { token } = await issueReset(system, { email: acme.member.email });
    await rows('update password_resets set expires_at = statement_timestamp() - make_interval(secs => 0.001)');
    expect(await checkResetLink(nobody, { token })).toBe(false);
    expect(await outcome(resetPassword(nobody, { token, password: next }))).toBe('expired');
  });

  test('that has expired is thrown away beside later ones, whoever it was for', async () => {
    const { token } = await issueReset(system, { email: acme.owner.email });
    await rows(`insert into password_resets (token_hash, user_id, mailed, expires_at) values ('of nobody', null, true, now()), ('expired', $1, true, now())`, acme.member.userId);
    await issueReset(system, { email: acme.admin.email });
    expect(await rows('select token_hash from password_resets where expires_at <= now()')).toEqual([]);
    expect(await checkResetLink(nobody, { token })).toBe(true);
  });

  test('with mail goes to the address, which it proves', async () => {
    await withMail(mailbox, async () => {
      const person = await aMember(acme.id);
      await requestReset(from('198.51.100.2'), { email: person.email.toUpperCase() });
      await mailIsSent();
      expect(mailbox.mails.at(-1)).toMatchObject({ to: [person.email], subject: 'Reset your Latchkey password' });
      await resetPassword(nobody, { token: mailbox.mails.at(-1)!.link.split('/').at(-1)!, password: next });
      expect(await getAccount(as(person), {})).toMatchObject({ emailVerified: true });
      expect(await happened(person, 'account.reset_requested')).toMatchObject([{ actor_id: null, address: '198.51.100.2' }]);
      expect(await happened(person, 'account.updated')).toMatchObject([{ actor_id: person.userId, before: { emailVerified: false }, after: { emailVerified: true } }]);
    });
  });

  test('[S18] asked for an unknown address gets the same answer in the same time, and no mail', async () => {
    await withMail(mailbox, async () => {
      const times: Record<'known' | 'unknown', number[]> = { known: [], unknown: [] };
      const people = await Promise.all(Array.from({ length: 15 }, () => aMember(acme.id)));
      const before = mailbox.mails.length;
      for (const [n, { email }] of people.entries()) {
        for (const [who, address] of [['known', email], ['unknown', newEmail()]] as const) {
          const started = performance.now();
          expect(await requestReset(from(`203.0.113.${n}`), { email: address })).toBeNull();
          times[who].push(performance.now() - started);
          await mailIsSent();
        }
      }
      expect(mailbox.mails.length - before).toBe(15);
      // The quickest of each: what else the machine does at the time slows some of them.
      const quickest = (all: number[]) => Math.min(...all);
      expect(quickest(times.unknown)).toBeGreaterThan(quickest(times.known) * 0.4);
      expect(quickest(times.unknown)).toBeLessThan(quickest(times.known) * 2.5);
    });
  });

  test('[S18] can be asked for three times an hour from one place', async () => {
    await withMail(mailbox, async () => {
      const ask = (email: string) => outcome(requestReset(from('198.51.100.9'), { email }));
      for (const email of [acme.colleague.email, newEmail()]) {
        const tries = await Promise.all(Array.from({ length: 6 }, () => ask(email)));
        expect(tries.filter((reason) => reason === null)).toHaveLength(3);
      }
      await mailIsSent();
    });
  });

  test('[S18] asked for with addresses made up is limited by network, and leaves no event and in the end no counter', async () => {
    await withMail(mailbox, async () => {
      const ask = (email: string) => outcome(requestReset(from('198.51.100.10'), { email }));
      const counters = () => rows('select count(*)::int as rows from rate_windows');
      expect(await statementsDuring(() => ask(newEmail()))).toEqual(await statementsDuring(() => ask(acme.owner.email)));
      await rows('update rate_windows set count = 50 where bucket = $1', sha256('reset from 198.51.100.10'));
      const before = await counters();
      expect(await ask(newEmail())).toBe('limited');
      expect(await counters()).toEqual(before);
      expect(await rows('select id from audit_events where organization_id is null')).toEqual([]);
      await mailIsSent();
    });
  });

  test('is asked for though the mail server is down, and the answer does not tell', async () => {
    await withMail({ ...mailbox, port: 1 }, async () => {
      expect(await requestReset(from('198.51.100.3'), { email: acme.admin.email })).toBeNull();
      await mailIsSent();
    });
  });
});
