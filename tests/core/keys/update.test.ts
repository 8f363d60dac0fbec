import { beforeAll, describe, expect, test } from 'vitest';
import { createKey } from '@/lib/core/keys/create';
import { disableKey } from '@/lib/core/keys/disable';
import { enableKey } from '@/lib/core/keys/enable';
import { revokeKey } from '@/lib/core/keys/revoke';
import { updateKey } from '@/lib/core/keys/update';
import { eventsAbout } from '@/tests/support/audit';
import { dump, freshDatabase, rows } from '@/tests/support/database';
import { aKeyOf, setOnKey, verdictOf } from '@/tests/support/keys';
import { anOrganization, as, holding, type TestOrganization } from '@/tests/support/people';
import { outcome, refusalOf } from '@/tests/support/refusals';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
type Changes = Omit<Parameters<typeof updateKey>[1], 'organization' | 'key'>;
const update = (key: { id: string }, changes: Changes, caller = as(acme.member)) => updateKey(caller, { organization: acme.id, key: key.id, ...changes });

test('name, scopes, expiry and addresses are changed, with one event that has only what changed', async () => {
  const { key } = await aKeyOf(acme.member, acme, 'Before');
  const expiresAt = inDays(3);
  const changed = await update(key, { name: 'After', scopes: ['table:read'], expiresAt, addresses: [{ source: '203.0.113.7', description: 'Office' }] });
  expect(changed).toMatchObject({ name: 'After', scopes: ['table:read'], expiresAt: new Date(expiresAt), addresses: [{ source: '203.0.113.7', description: 'Office' }], version: 2 });
  await update(key, { name: 'Again', scopes: ['table:read'] });
  expect(await eventsAbout(acme, key.id)).toMatchObject([
    { action: 'key.created' },
    { action: 'key.updated', entity_name: 'Before', before: { name: 'Before', expiresAt: null, addresses: [] } },
    { action: 'key.updated', before: { name: 'After' }, after: { name: 'Again', version: 3 } },
  ]);
  expect(Object.keys((await eventsAbout(acme, key.id))[2]!.before!)).toEqual(['name']);
});

test('what is left out stays, and null as expiry is never', async () => {
  const { key } = await createKey(as(acme.member), { organization: acme.id, name: 'Kept', expiresAt: inDays(2), scopes: ['table:read'] });
  expect(await update(key, { name: 'Renamed' })).toMatchObject({ expiresAt: key.expiresAt, scopes: ['table:read'] });
  expect(await update(key, { expiresAt: null })).toMatchObject({ name: 'Renamed', expiresAt: null });
});

test('[S24] what is given as it was changes nothing and leaves no event', async () => {
  const { key } = await createKey(as(acme.member), { organization: acme.id, name: 'Same', expiresAt: inDays(2), addresses: [{ source: '10.0.0.0/8' }] });
  const before = await dump();
  await update(key, { name: key.name, scopes: key.scopes, expiresAt: key.expiresAt!.toISOString(), addresses: key.addresses, version: key.version });
  expect(await dump()).toBe(before);
});

test('a change of scopes counts from the next request', async () => {
  const { key, revealed } = await aKeyOf(acme.member, acme);
  expect((await verdictOf(revealed.plaintext, ['table:create'])).code).toBe('insufficient_scope');
  await update(key, { scopes: ['table:*'] });
  expect((await verdictOf(revealed.plaintext, ['table:create'])).code).toBe('valid');
});

test('an admin does not edit another’s key', async () => {
  const { key } = await aKeyOf(acme.member, acme);
  expect(await outcome(update(key, { name: 'Taken' }, as(acme.admin)))).toBe('not_found');
});

describe('two people editing at once', () => {
  test('a form opened before somebody else’s change is refused, and says what changed', async () => {
    const { key } = await aKeyOf(acme.member, acme);
    await update(key, { name: 'First', version: 1 });
    await update(key, { expiresAt: inDays(1), version: 2 });
    const refusal = await refusalOf(update(key, { name: 'Second', version: 1 }));
    expect(refusal).toMatchObject({ reason: 'conflict', problem: 'key_changed' });
    expect(refusal.fields.toSorted((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
      { path: 'expiresAt', problem: 'changed_meanwhile' },
      { path: 'name', problem: 'changed_meanwhile' },
    ]);
    expect(await update(key, { name: 'Second', version: 3 })).toMatchObject({ name: 'Second', version: 4 });
  });

  test('[S26] of equal versions that run against each other one is written', async () => {
    for (let round = 0; round < Number(process.env.RACE_ROUNDS) / 10; round++) {
      const { key } = await aKeyOf(acme.member, acme);
      const outcomes = await Promise.all(['a', 'b', 'c'].map((name) => outcome(update(key, { name, version: 1 }))));
      expect(outcomes.toSorted()).toEqual(['conflict', 'conflict', null].toSorted());
    }
  });

  test('disabling in between is no change of what the form holds', async () => {
    const { key } = await aKeyOf(acme.member, acme);
    await disableKey(as(acme.admin), { organization: acme.id, key: key.id });
    expect(await update(key, { name: 'Renamed', version: 1 })).toMatchObject({ name: 'Renamed', status: 'disabled' });
  });
});

describe('a key that has ended stays as it was', () => {
  test.each([['revoked_at = now()', 'key_is_revoked'], ['expires_at = now() - make_interval(secs => 0.001)', 'key_is_expired']])('%s', async (change, problem) => {
    const { key } = await aKeyOf(acme.member, acme);
    await setOnKey(key.id, change);
    const before = await dump();
    for (const attempt of [() => update(key, { expiresAt: inDays(9) }), () => disableKey(as(acme.member), { organization: acme.id, key: key.id }), () => enableKey(as(acme.member), { organization: acme.id, key: key.id })]) {
      expect(await refusalOf(attempt())).toMatchObject({ reason: 'conflict', problem });
    }
    expect(await dump()).toBe(before);
  });
});

describe('[S7] a key that updates', () => {
  const narrow = async (column = 'version = 1') => {
    const { key } = await aKeyOf(acme.member, acme, 'Acting');
    await setOnKey(key.id, column);
    return (scopes: string[]) => holding(key, scopes);
  };

  test('adds no scope that it has not itself', async () => {
    const { key } = await createKey(as(acme.member), { organization: acme.id, name: 'Target', scopes: ['table:read'] });
    const acting = await narrow();
    for (const scopes of [['*:*'], ['table:read', 'table:create'], ['table:*']]) {
      expect(await refusalOf(update(key, { scopes }, await acting(['key:update', 'table:read'])))).toMatchObject({ reason: 'forbidden', problem: 'key_wider' });
    }
    expect(await refusalOf(update(key, { preset: 'admin' }, await acting(['key:update', 'table:read'])))).toMatchObject({ problem: 'key_wider' });
    expect(await outcome(update(key, { scopes: ['table:read', 'key:update'] }, await acting(['key:update'])))).toBeNull();
  });

  test('is judged by the scopes that it has at the write, not by those it came in with', async () => {
    const { key } = await createKey(as(acme.member), { organization: acme.id, name: 'Target', scopes: ['table:read'] });
    const { key: acting } = await aKeyOf(acme.member, acme, 'Acting');
    const cameInWith = await holding(acting, ['*:*']);
    await holding(acting, ['key:update', 'table:read']);
    expect(await refusalOf(update(key, { scopes: ['*:*'] }, cameInWith))).toMatchObject({ reason: 'forbidden', problem: 'key_wider' });
    await holding(acting, ['table:read']);
    expect(await outcome(update(key, { name: 'Too late' }, cameInWith))).toBe('forbidden');
  });

  test('may rename and narrow a wider one', async () => {
    const { key } = await createKey(as(acme.member), { organization: acme.id, name: 'Target', scopes: ['*:*'], expiresAt: inDays(9) });
    const acting = await (await narrow(`expires_at = now() + interval '1 day'`))(['key:update']);
    expect(await outcome(update(key, { name: 'Narrowed', scopes: ['table:read'], expiresAt: inDays(5) }, acting))).toBeNull();
  });

  test('lets none live longer than itself', async () => {
    const { key } = await createKey(as(acme.member), { organization: acme.id, name: 'Target', expiresAt: inDays(1) });
    const acting = await (await narrow(`expires_at = now() + interval '2 days'`))(['*:*']);
    for (const expiresAt of [null, inDays(3)]) expect(await refusalOf(update(key, { expiresAt }, acting))).toMatchObject({ reason: 'forbidden', problem: 'key_longer' });
    expect(await outcome(update(key, { expiresAt: inDays(1.5) }, acting))).toBeNull();
  });

  describe('renews and opens none that may do more than itself', () => {
    const wide = (given: { scopes?: string[]; projects?: string[]; addresses?: { source: string }[] }) =>
      createKey(as(acme.member), { organization: acme.id, name: 'Target', scopes: ['*:*'], expiresAt: inDays(1), ...given });

    test.each<[string, Changes]>([
      ['expiry moved', { expiresAt: inDays(2) }],
      ['expiry removed', { expiresAt: null }],
      ['addresses removed', { addresses: [] }],
      ['an address added', { addresses: [{ source: '10.0.0.0/8' }, { source: '192.0.2.1' }] }],
      ['expiry and addresses removed', { expiresAt: null, addresses: [] }],
      ['a scope dropped, and expiry removed', { scopes: ['table:read', 'key:update'], expiresAt: null }],
    ])('%s', async (_name, changes) => {
      const { key } = await wide({ addresses: [{ source: '10.0.0.0/8' }] });
      const acting = await (await narrow())(['key:update']);
      const before = await dump();
      expect(await refusalOf(update(key, changes, acting))).toMatchObject({ reason: 'forbidden', problem: 'key_wider' });
      expect(await dump()).toBe(before);
    });

    test('and may rename it, let it end earlier, and take addresses away', async () => {
      const { key } = await wide({ addresses: [{ source: '10.0.0.0/8' }, { source: '192.0.2.1' }] });
      const acting = await (await narrow())(['key:update']);
      expect(await outcome(update(key, { name: 'Narrower', expiresAt: inDays(0.5), addresses: [{ source: '10.1.0.0/16' }] }, acting))).toBeNull();
    });

    test('and may renew one that it narrows to what it may itself', async () => {
      const { key } = await wide({});
      expect(await outcome(update(key, { scopes: ['key:update'], expiresAt: null }, await (await narrow())(['key:update'])))).toBeNull();
    });

    test('nor one that is less limited', async () => {
      const { key } = await wide({});
      const acting = await (await narrow(`projects = '{shop}'`))(['*:*']);
      expect(await refusalOf(update(key, { expiresAt: null }, acting))).toMatchObject({ reason: 'forbidden', problem: 'key_looser' });
      expect(await outcome(update((await wide({ projects: ['shop'] })).key, { expiresAt: null }, acting))).toBeNull();
    });
  });

  test('gives a scope to none that lives longer or comes from elsewhere', async () => {
    const { key } = await createKey(as(acme.member), { organization: acme.id, name: 'Target', scopes: ['table:read'] });
    const scopes = ['table:read', 'table:create'];
    expect(await refusalOf(update(key, { scopes }, await (await narrow(`expires_at = now() + interval '2 days'`))(['*:*'])))).toMatchObject({ problem: 'key_longer' });
    expect(await refusalOf(update(key, { scopes }, await (await narrow(`addresses = '[{"source":"10.0.0.0/8","description":""}]'`))(['*:*'])))).toMatchObject({ problem: 'key_elsewhere' });
  });

  test('opens none to addresses from where it may not come itself', async () => {
    const { key } = await aKeyOf(acme.member, acme);
    const acting = (await narrow(`addresses = '[{"source":"10.0.0.0/8","description":""}]'`))(['*:*']);
    for (const source of ['0.0.0.0/0', '11.0.0.1', '10.0.0.0/7', '2001:db8::1']) {
      expect(await refusalOf(update(key, { addresses: [{ source }] }, await acting)), source).toMatchObject({ reason: 'forbidden', problem: 'key_elsewhere' });
    }
    expect(await outcome(update(key, { addresses: [{ source: '10.1.0.0/16' }] }, await acting))).toBeNull();
  });
});

describe('an update that disables or enables, too', () => {
  const events = async (id: string) => (await eventsAbout(acme, id)).map(({ action }) => action);

  test('is one change with an event for each, and none where nothing is different', async () => {
    const { key } = await aKeyOf(acme.member, acme);
    expect(await update(key, { name: 'Resting', disabled: true })).toMatchObject({ name: 'Resting', status: 'disabled' });
    await update(key, { name: 'Resting', disabled: true });
    expect(await update(key, { disabled: false })).toMatchObject({ status: 'active' });
    expect(await events(key.id)).toEqual(['key.created', 'key.updated', 'key.disabled', 'key.enabled']);
  });

  test('[S7] is refused whole to a key that may not enable it', async () => {
    const { key: acting } = await aKeyOf(acme.member, acme);
    const { key } = await createKey(as(acme.member), { organization: acme.id, name: 'Wide', scopes: ['*:*'], disabled: true });
    const before = await dump();
    const caller = await holding(acting, ['key:update']);
    expect(await refusalOf(update(key, { name: 'Half', disabled: false }, caller))).toMatchObject({ reason: 'forbidden', problem: 'key_wider' });
    await holding(acting, acting.scopes);
    expect(await dump()).toBe(before);
  });

  test('is no way to disable another’s key', async () => {
    const { key } = await aKeyOf(acme.member, acme);
    expect(await outcome(update(key, { disabled: true }, as(acme.owner)))).toBe('not_found');
  });
});

describe('disable and enable', () => {
  test('[S16] a disabled key is refused at once, and works again once enabled; each leaves its event', async () => {
    const { key, revealed } = await aKeyOf(acme.member, acme);
    const of = { organization: acme.id, key: key.id };
    expect(await disableKey(as(acme.member), of)).toMatchObject({ status: 'disabled', disabledAt: expect.any(Date) });
    expect((await verdictOf(revealed.plaintext)).code).toBe('key_disabled');
    await disableKey(as(acme.member), of);
    expect(await enableKey(as(acme.member), of)).toMatchObject({ status: 'active', disabledAt: null });
    await enableKey(as(acme.member), of);
    expect((await verdictOf(revealed.plaintext)).code).toBe('valid');
    expect((await eventsAbout(acme, key.id)).map(({ action }) => action)).toEqual(['key.created', 'key.disabled', 'key.enabled']);
  });

  test('an admin disables a member’s key; a member nobody else’s', async () => {
    const { key } = await aKeyOf(acme.colleague, acme);
    expect(await outcome(disableKey(as(acme.member), { organization: acme.id, key: key.id }))).toBe('not_found');
    expect(await outcome(disableKey(as(acme.admin), { organization: acme.id, key: key.id }))).toBeNull();
  });

  test('[S7] a key enables none that may do more than itself', async () => {
    const { key: acting } = await aKeyOf(acme.member, acme);
    const { key } = await createKey(as(acme.member), { organization: acme.id, name: 'Wide', scopes: ['*:*'] });
    await disableKey(as(acme.member), { organization: acme.id, key: key.id });
    expect(await outcome(enableKey(await holding(acting, ['key:update']), { organization: acme.id, key: key.id }))).toBe('forbidden');
  });

  test.each([
    ['for another project', `projects = '{shop}'`, { projects: ['shop', 'office'] }, { projects: ['shop'] }],
    ['for another environment', `environments = '{dev}'`, {}, { environments: ['dev'] }],
    ['faster', 'rate_per_minute = 10', { rates: { minute: 11 } }, { rates: { minute: 10, day: 5 } }],
  ])('[S7] a key enables none that is %s', async (_name, limited, looser, within) => {
    const enabling = async (limits: object) => {
      const { key: acting } = await aKeyOf(acme.member, acme, 'Acting');
      await setOnKey(acting.id, limited);
      const { key } = await createKey(as(acme.member), { organization: acme.id, name: 'Target', scopes: ['table:read'], disabled: true, ...limits });
      return enableKey(await holding(acting, ['*:*']), { organization: acme.id, key: key.id });
    };
    expect(await refusalOf(enabling(looser))).toMatchObject({ reason: 'forbidden', problem: 'key_looser' });
    expect(await enabling(within)).toMatchObject({ status: 'active' });
  });

  describe('[S7] a key enables none that may do more in its creator’s hands', () => {
    const enabling = async (scopes: string[], of: string[]) => {
      const { key: acting } = await aKeyOf(acme.admin, acme, 'Acting');
      const { key } = await createKey(as(acme.owner), { organization: acme.id, name: 'Of the owner', scopes: of, disabled: true });
      return enableKey(await holding(acting, scopes), { organization: acme.id, key: key.id });
    };

    test.each([
      ['everything', ['*:*'], ['*:*']],
      ['what only owners may', ['*:*'], ['organization:update']],
      ['what owners may to owners', ['*:*'], ['member:update']],
      ['and invite', ['*:*'], ['table:read', 'invitation:*']],
    ])('%s', async (_name, scopes, of) => {
      expect(await refusalOf(enabling(scopes, of))).toMatchObject({ reason: 'forbidden', problem: 'key_wider' });
    });

    test('and one that may do no more, or less', async () => {
      expect(await enabling(['*:*'], ['table:*', 'member:read', 'key:delete'])).toMatchObject({ status: 'active' });
      const { key: acting } = await aKeyOf(acme.owner, acme, 'Acting');
      const { key } = await createKey(as(acme.admin), { organization: acme.id, name: 'Of an admin', scopes: ['*:*'], disabled: true });
      expect(await enableKey(await holding(acting, ['*:*']), { organization: acme.id, key: key.id })).toMatchObject({ status: 'active' });
    });

    test('while an admin in person enables an owner’s', async () => {
      const { key } = await createKey(as(acme.owner), { organization: acme.id, name: 'Of the owner', scopes: ['*:*'], disabled: true });
      expect(await enableKey(as(acme.admin), { organization: acme.id, key: key.id })).toMatchObject({ status: 'active' });
    });
  });

  test('a key disabled and then revoked is revoked', async () => {
    const { key, revealed } = await aKeyOf(acme.member, acme);
    await disableKey(as(acme.member), { organization: acme.id, key: key.id });
    await revokeKey(as(acme.member), { organization: acme.id, key: key.id });
    expect((await verdictOf(revealed.plaintext)).code).toBe('key_revoked');
    expect(await rows('select revoked_reason as reason from keys where id = $1', key.id)).toEqual([{ reason: 'deleted' }]);
  });
});
