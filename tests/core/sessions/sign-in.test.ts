import { beforeAll, describe, expect, test, vi } from 'vitest';
import { sha256 } from '@/lib/core/keys/format';
import { findSession } from '@/lib/core/sessions/find';
import { signIn } from '@/lib/core/sessions/sign-in';
import { log } from '@/lib/log';
import { auditOf } from '@/tests/support/audit';
import { freshDatabase, rows, statementsDuring } from '@/tests/support/database';
import { aMember, anOrganization, from, newEmail, nobody, signedIn, type TestOrganization } from '@/tests/support/people';
import { outcome, refusalOf } from '@/tests/support/refusals';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

const wrong = 'a wrong password, as it happens';
const attempt = (email: string, address: string | null, password = wrong) => signIn(from(address), { email, password });

/** Guesses made at once: how many were looked at, how many were turned away. */
async function guesses(count: number, email: string, address: (n: number) => string) {
  const outcomes = await Promise.all(Array.from({ length: count }, (_, n) => outcome(attempt(email, address(n)))));
  return { lookedAt: outcomes.filter((reason) => reason === null).length, limited: outcomes.filter((reason) => reason === 'limited').length };
}

test('the right password begins a session that lasts thirty days', async () => {
  const begun = await attempt(acme.member.email.toUpperCase(), '192.0.2.1', acme.member.password);
  expect(begun).toEqual({ userId: acme.member.userId, sessionId: expect.any(String) });
  expect(await findSession(begun!.sessionId)).toMatchObject({ user: { id: acme.member.userId, email: acme.member.email } });
  expect(await rows(`select round(extract(epoch from expires_at - created_at) / 86400)::int as days from sessions where id = $1`, begun!.sessionId)).toEqual([{ days: 30 }]);
});

test('[S17] every sign-in begins a session of its own', async () => {
  const one = await signedIn(acme.member);
  const two = await signedIn(acme.member);
  expect(one.actor.sessionId).not.toBe(two.actor.sessionId);
});

test('[S24] success and failure leave an event for the organization’s owners, and neither tells the password', async () => {
  const person = await aMember(acme.id);
  await attempt(person.email, '192.0.2.9');
  await attempt(person.email, '192.0.2.9', person.password);
  const events = (await auditOf(acme)).filter(({ entity, entity_id }) => entity === 'session' && entity_id === person.userId);
  expect(events).toMatchObject([
    { action: 'session.failed', actor_id: null, address: '192.0.2.9' },
    { action: 'session.started', actor_id: person.userId, actor_name: person.name, address: '192.0.2.9' },
  ]);
  for (const secret of [wrong, person.password]) expect(JSON.stringify(events)).not.toContain(secret);
});

test('[S11] an address that nobody has leaves no event, but a line in the log that does not tell what was typed', async () => {
  const said = vi.spyOn(log(), 'info').mockImplementation(() => {});
  await attempt('my-password-by-mistake@example.com', '192.0.2.1');
  expect(said.mock.calls).toEqual([[expect.objectContaining({ action: 'session.failed', address: '192.0.2.1' }), expect.any(String)]]);
  expect(JSON.stringify(said.mock.calls)).not.toContain('by-mistake');
  said.mockRestore();
  expect(await rows('select id from audit_events where organization_id is null')).toEqual([]);
});

describe('[S18] known and unknown addresses', () => {
  test('get the same answer', async () => {
    expect(await attempt(acme.member.email, '192.0.2.20')).toBeNull();
    expect(await attempt('unknown@example.com', '192.0.2.20')).toBeNull();
  });

  test('take the same queries, let in to be judged or turned away', async () => {
    const person = await aMember(acme.id);
    const asked = (email: string) => statementsDuring(() => outcome(attempt(email, '192.0.2.21')));
    for (let n = 0; n < 7; n++) {
      const known = await asked(person.email);
      expect(known.length).toBeGreaterThan(2);
      expect(await asked('nobody-counted@example.com')).toEqual(known);
    }
    expect(await outcome(attempt(person.email, '192.0.2.21'))).toBe('limited');
  });

  test('get it in the same time', async () => {
    const known: number[] = [];
    const unknown: number[] = [];
    for (let n = 0; n < 15; n++) {
      for (const [email, times] of [[acme.colleague.email, known], [`unknown-${n}@example.com`, unknown]] as const) {
        const started = performance.now();
        await attempt(email, `203.0.113.${n}`);
        times.push(performance.now() - started);
      }
    }
    // The quickest of each: what else the machine does at the time slows some of them.
    const quickest = (times: number[]) => Math.min(...times);
    expect(quickest(unknown)).toBeGreaterThan(quickest(known) * 0.5);
    expect(quickest(unknown)).toBeLessThan(quickest(known) * 2);
  });

  test('are limited alike', async () => {
    const person = await aMember(acme.id);
    expect(await guesses(20, person.email, () => '192.0.2.30')).toEqual(await guesses(20, 'nobody-at-all@example.com', () => '192.0.2.30'));
  });
});

describe('[S18] guesses are limited', () => {
  test('to five per account and address, all at once or one after another', async () => {
    const person = await aMember(acme.id);
    expect(await guesses(40, person.email, () => '192.0.2.40')).toEqual({ lookedAt: 5, limited: 35 });
    expect(await refusalOf(attempt(person.email, '192.0.2.40', person.password))).toMatchObject({ reason: 'limited', retryAfter: expect.any(Number) });
  });

  test('over all spellings of the account, and over the whole network of an IPv6 address', async () => {
    const person = await aMember(acme.id);
    const spellings = [person.email, person.email.toUpperCase(), ` ${person.email} `];
    const outcomes = [];
    for (let n = 0; n < 9; n++) outcomes.push(await outcome(attempt(spellings[n % 3]!, `2001:db8:0:1::${n + 1}`)));
    expect(outcomes).toEqual([null, null, null, null, null, 'limited', 'limited', 'limited', 'limited']);
  });

  test('and forgotten after the right password', async () => {
    const person = await aMember(acme.id);
    for (let n = 0; n < 3; n++) {
      await guesses(4, person.email, () => '192.0.2.50');
      expect(await attempt(person.email, '192.0.2.50', person.password)).not.toBeNull();
    }
  });

  test('of an account from everywhere too, but nobody locks its owner out of a known address', async () => {
    const person = await aMember(acme.id);
    await signedIn(person, '198.51.100.7');
    // The sign-in itself was the first of the two hundred.
    const { lookedAt, limited } = await guesses(220, person.email, (n) => `10.0.${Math.floor(n / 250)}.${n % 250}`);
    expect({ lookedAt, limited }).toEqual({ lookedAt: 199, limited: 21 });
    expect(await outcome(attempt(person.email, '10.9.9.9', person.password))).toBe('limited');
    expect(await attempt(person.email, '198.51.100.7', person.password)).toMatchObject({ userId: person.userId });
  });

  test('of addresses made up to three hundred from one network; more leave nothing behind, and nobody who is at home there is locked out', async () => {
    const [person, newcomer] = [await aMember(acme.id), await aMember(acme.id)];
    await signedIn(person, '198.51.100.8');
    await rows('update rate_windows set count = 298 where bucket = $1', sha256('sign-in from 198.51.100.8'));
    const madeUp = (count: number) => Promise.all(Array.from({ length: count }, () => outcome(attempt(newEmail(), '198.51.100.8'))));
    expect(await madeUp(2)).toEqual([null, null]);
    const counters = () => rows('select count(*)::int as rows from rate_windows');
    const before = await counters();
    expect(await madeUp(3)).toEqual(['limited', 'limited', 'limited']);
    expect(await counters()).toEqual(before);
    expect(await outcome(attempt(newcomer.email, '198.51.100.8', newcomer.password))).toBe('limited');
    expect(await attempt(person.email, '198.51.100.8', person.password)).toMatchObject({ userId: person.userId });
  });
});

test('an account without a password is entered with none', async () => {
  const person = await aMember(acme.id);
  await rows('update users set password_hash = null where id = $1', person.userId);
  for (const password of [person.password, 'null', 'undefined', ' ']) expect(await attempt(person.email, '192.0.2.60', password)).toBeNull();
});

test.each([
  ['an empty password', { email: 'a@example.com', password: '' }, 'password', 'required'],
  ['an endless password', { email: 'a@example.com', password: 'x'.repeat(257) }, 'password', 'password_long'],
  ['no address', { email: '', password: 'x' }, 'email', 'required'],
  ['no e-mail address', { email: 'a', password: 'x' }, 'email', 'email'],
  ['an address with a NUL', { email: 'a\0@example.com', password: 'x' }, 'email', 'email'],
])('%s is refused beside its field', async (_, input, path, problem) => {
  expect((await refusalOf(signIn(nobody, input))).fields).toEqual([{ path, problem }]);
});
