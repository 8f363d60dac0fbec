import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { ofOrganization, operation } from '@/lib/core/operation';
import { log } from '@/lib/log';
import { insertSetupToken } from '@/lib/core/accounts/store';
import { Refusal } from '@/lib/core/refusal';
import { endSession } from '@/lib/core/sessions/end';
import { signIn } from '@/lib/core/sessions/sign-in';
import en from '@/lib/i18n/messages/en.json';
import ja from '@/lib/i18n/messages/ja.json';
import ko from '@/lib/i18n/messages/ko.json';
import { auditOf, withoutRoomForEvents } from '@/tests/support/audit';
import { dump, freshDatabase, rows } from '@/tests/support/database';
import { inputFor, ofOrganizations, operations } from '@/tests/support/operations';
import { anOrganization, as, from, signedIn, system, type TestOrganization } from '@/tests/support/people';
import { outcome, refusalOf } from '@/tests/support/refusals';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => void (acme = await anOrganization()));

const writes = ofOrganizations.filter(({ definition }) => definition.effect === 'write');

describe('[S24] when the event cannot be recorded, the write never happened', () => {
  test.each(writes.map((each) => [each.definition.name, each] as const))('%s', async (_, write) => {
    const here = await anOrganization();
    const input = await inputFor(write, here, here.owner);
    const before = await dump();
    await withoutRoomForEvents(() => expect(write(callerOf(write, here), input)).rejects.toThrow());
    expect(await dump()).toBe(before);
    await write(callerOf(write, here), input);
    expect(await dump()).not.toBe(before);
  });

  test('sign_in and end_session', async () => {
    const caller = await signedIn(acme.member);
    const before = await dump('rate_windows');
    await withoutRoomForEvents(async () => {
      await expect(endSession(caller, {})).rejects.toThrow();
      await expect(signIn(from('192.0.2.1'), { email: acme.member.email, password: acme.member.password })).rejects.toThrow();
    });
    expect(await dump('rate_windows')).toBe(before);
  });
});

/** Who may do it: the owner, or Latchkey itself where no person may. */
const callerOf = (write: (typeof writes)[number], here: TestOrganization) => (write.definition.name === 'add_member' ? system : as(here.owner));

describe('[S24] every write leaves an event of its own request', () => {
  test.each(writes.map((each) => [each.definition.name, each] as const))('%s', async (_, write) => {
    const here = await anOrganization();
    const caller = { ...callerOf(write, here), requestId: randomUUID() };
    await write(caller, await inputFor(write, here, here.owner));
    const events = (await auditOf(here)).filter((event) => event.request_id === caller.requestId);
    expect(events.length).toBeGreaterThan(0);
    for (const { before, after } of events) expect(JSON.stringify([before, after])).not.toMatch(/hash|secret|password|argon2/i);
  });
});

test('what events tell is named in every language', async () => {
  const told = await rows(`select distinct jsonb_object_keys(coalesce(before, '{}') || coalesce(after, '{}')) as field from audit_events order by 1`);
  expect(told.length).toBeGreaterThan(5);
  for (const { audit } of [en, ko, ja]) expect(Object.keys(audit.fields)).toEqual(expect.arrayContaining(told.map(({ field }) => field)));
});

test('every operation has a name of its own', () => {
  const names = operations.map(({ definition }) => definition.name);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[a-z]+(_[a-z]+)+$/);
});

describe('the door', () => {
  afterEach(() => void vi.restoreAllMocks());

  const probe = (run: () => Promise<string>, afterCommit?: () => Promise<string>) =>
    operation({
      name: 'probe',
      effect: 'write',
      scope: 'organization',
      permission: 'key:create',
      locks: 'membership',
      input: z.strictObject({ ...ofOrganization }),
      output: z.string(),
      async run({ db }) {
        await insertSetupToken(db, randomUUID());
        return { result: await run(), audit: [{ action: 'key.created', entity: 'key', entityId: 'probe', entityName: 'probe' }], afterCommit };
      },
    });

  const failure = (code: string) => Object.assign(new Error('the database says'), { code });
  const tokens = async () => (await rows('select * from setup_tokens')).length;

  test.each(['40001', '40P01'])('tries again after %s, and what the failed tries wrote is gone', async (code) => {
    const before = await tokens();
    let tries = 0;
    const answer = await probe(async () => {
      if (++tries < 4) throw new Error('wrapped', { cause: failure(code) });
      return 'done';
    })(as(acme.owner), { organization: acme.id });
    expect({ answer, tries, written: (await tokens()) - before }).toEqual({ answer: 'done', tries: 4, written: 1 });
  });

  test.each([['40001', 4], ['23505', 1], ['XX000', 1]])('gives up on %s after %i tries', async (code, expected) => {
    let tries = 0;
    const attempt = probe(() => {
      tries++;
      throw failure(code);
    })(as(acme.owner), { organization: acme.id });
    await expect(attempt).rejects.toThrow('the database says');
    expect(tries).toBe(expected);
  });

  test('a refusal in the middle undoes what was written before it', async () => {
    const before = await dump();
    expect(await outcome(probe(() => Promise.reject(new Refusal('conflict')))(as(acme.owner), { organization: acme.id }))).toBe('conflict');
    expect(await dump()).toBe(before);
  });

  test('what follows the commit may fail: the write stays, the answer is good, the log says so', async () => {
    const said = vi.spyOn(log(), 'error').mockImplementation(() => {});
    const before = await tokens();
    expect(await probe(async () => 'written', () => Promise.reject(new Error('no mail')))(as(acme.owner), { organization: acme.id })).toBe('written');
    expect((await tokens()) - before).toBe(1);
    expect(said).toHaveBeenCalledWith({ err: expect.objectContaining({ message: 'no mail' }), operation: 'probe' }, expect.anything());
  });

  test('what follows the commit sees what was committed', async () => {
    let seen = 0;
    await probe(async () => 'written', async () => {
      seen = await tokens();
      return 'after';
    })(as(acme.owner), { organization: acme.id });
    expect(seen).toBe(await tokens());
  });
});

test('problems of the input say each field', async () => {
  const strict = operations.find(({ definition }) => definition.name === 'create_key')!;
  expect((await refusalOf(strict(as(acme.owner), { organization: 7, extra: true }))).fields.map(({ path, problem }) => [path, problem]).toSorted()).toEqual([['extra', 'unknown_field'], ['name', 'required'], ['organization', 'malformed']]);
});
