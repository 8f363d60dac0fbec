import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { database } from '@/db/client';
import { setUp } from '@/lib/core/accounts/set-up';
import { hasOwner, insertSetupToken } from '@/lib/core/accounts/store';
import { signIn } from '@/lib/core/sessions/sign-in';
import { announceSetUp } from '@/lib/start';
import { auditOf, withoutRoomForEvents } from '@/tests/support/audit';
import { dump, freshDatabase, rows } from '@/tests/support/database';
import { withEnvironment } from '@/tests/support/environment';
import { from, nobody } from '@/tests/support/people';
import { outcome, refusalOf } from '@/tests/support/refusals';

freshDatabase();

const password = randomUUID();
const form = (token: string, email = 'owner@example.com') => ({ token, name: '김민준', email, password, organization: '테스트 Team' });

async function newLink(): Promise<string> {
  const token = randomUUID();
  await insertSetupToken(database().db, token);
  return token;
}

// In the order of a first day.
test('a token that was never given out is refused, and nothing is written', async () => {
  const before = await dump();
  expect(await refusalOf(setUp(nobody, form(randomUUID())))).toMatchObject({ reason: 'expired', problem: 'setup_link' });
  expect(await dump()).toBe(before);
});

test('[S11] the token stands in the database as a hash only', async () => {
  expect(await dump()).not.toContain(await newLink());
});

test('[S24] when the event cannot be recorded, nobody is set up and the link still works', async () => {
  const token = await newLink();
  const before = await dump();
  await withoutRoomForEvents(() => expect(setUp(nobody, form(token))).rejects.toThrow());
  expect(await dump()).toBe(before);
});

test('of several at once with good links one sets up; all other links are dead after it', { timeout: 120_000 }, async () => {
  for (let round = 0; round < 10; round++) {
    await rows('delete from memberships');
    const links = await Promise.all([newLink(), newLink(), newLink()]);
    const outcomes = await Promise.all([...links, links[0]!].map((token, n) => outcome(setUp(nobody, { ...form(token, `owner${round}${n}@example.com`), organization: `Team ${round}${n}` }))));
    expect(outcomes.filter((reason) => reason === null)).toHaveLength(1);
    expect(outcomes.filter((reason) => reason === 'expired')).toHaveLength(3);
    expect(await rows('select role from memberships')).toEqual([{ role: 'owner' }]);
    expect(await rows('select * from setup_tokens')).toEqual([]);
  }
  expect(await hasOwner(database().db)).toBe(true);
});

test('[S24] the owner signs in; account, organization and membership left an event each', async () => {
  await rows('delete from memberships');
  const { userId, organization } = await setUp(nobody, form(await newLink()));
  expect(await signIn(from('192.0.2.1'), { email: 'owner@example.com', password })).toMatchObject({ userId });
  const events = await auditOf(organization);
  expect(events.map(({ action }) => action).toSorted()).toEqual(['account.created', 'member.joined', 'organization.created', 'session.started']);
  expect(new Set(events.map(({ actor_name }) => actor_name))).toEqual(new Set(['김민준']));
  expect(JSON.stringify(events)).not.toContain(password);
  expect(organization.slug).toBe('테스트-team');
});

describe('an owner whom the environment names', () => {
  const SETUP_PASSWORD = 'violet tractor honest lamp';
  const fine = { SETUP_EMAIL: 'first@example.com', SETUP_PASSWORD, SETUP_ORGANIZATION: 'Acme' };
  const announced = (variables: Record<string, string>) => withEnvironment({ ...fine, ...variables }, () => announceSetUp('http://localhost'));

  test.each([
    ['a password that everybody tries', { SETUP_PASSWORD: 'passwordpassword' }, 'SETUP_PASSWORD is 16 characters (hidden), and should be 15 to 256 characters that are hard to guess.'],
    ['a password without end', { SETUP_PASSWORD: SETUP_PASSWORD.repeat(20) }, 'SETUP_PASSWORD is 520 characters (hidden), and should be 15 to 256 characters that are hard to guess.'],
    ['an organization of nothing but space', { SETUP_ORGANIZATION: '  ' }, 'SETUP_ORGANIZATION is "  ", and should be a name of 1 to 100 characters, without control characters.'],
    ['an organization on two lines', { SETUP_ORGANIZATION: 'a\nb' }, 'SETUP_ORGANIZATION is "a\\nb", and should be a name of 1 to 100 characters, without control characters.'],
    ['an address that is too long', { SETUP_EMAIL: `${'x'.repeat(101)}@example.com` }, `SETUP_EMAIL is "${'x'.repeat(101)}@example.com", and should be an e-mail address of at most 254 characters, with at most 100 before the @.`],
    ['an address that has an account', { SETUP_EMAIL: 'owner@example.com' }, 'SETUP_EMAIL is "owner@example.com", and should be an e-mail address that has no account yet.'],
  ])('%s stops the start with a line that says so', async (_, variables, message) => {
    await rows('delete from memberships');
    await expect(announced(variables)).rejects.toMatchObject({ name: 'EnvironmentError', message });
    expect(await hasOwner(database().db)).toBe(false);
  });

  test('is made once by instances that start at the same time, and all of them go on', { timeout: 60_000 }, async () => {
    for (let round = 0; round < 10; round++) {
      await rows('delete from memberships');
      const variables = { SETUP_EMAIL: `race${round}@example.com`, SETUP_ORGANIZATION: `Race ${round}` };
      await withEnvironment({ ...fine, ...variables }, () => Promise.all([1, 2, 3].map(() => announceSetUp('http://localhost'))));
      expect(await rows('select role from memberships')).toEqual([{ role: 'owner' }]);
    }
  });
});

test('with an owner there, a link made by whatever means sets up nothing', async () => {
  const token = await newLink();
  const before = await dump();
  expect(await outcome(setUp(nobody, form(token, 'second@example.com')))).toBe('expired');
  expect(await dump()).toBe(before);
});
