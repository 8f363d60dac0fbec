import { beforeAll, describe, expect, inject, test } from 'vitest';
import { auditOf, eventsAbout } from '@/tests/support/audit';
import { freshDatabase, rows } from '@/tests/support/database';
import { aKeyOf } from '@/tests/support/keys';
import { aMember, anOrganization, type TestOrganization } from '@/tests/support/people';
import { against, firstViolation, raceRounds, withoutLocks } from '@/tests/support/races';
import { aProgramOf, rest, type Program } from '@/tests/support/rest';

freshDatabase();

let acme: TestOrganization;
let owner: Program & { id: string };
let at: string;
beforeAll(async () => {
  acme = await anOrganization();
  owner = await aProgramOf(acme.owner, acme);
  at = `/v1/organizations/${acme.id}`;
});

const etagOf = async (path: string) => (await rest(owner, 'GET', path)).headers.get('etag')!;
const ask = (method: string, path: string, body: unknown, etag: string) => rest(owner, method, path, { body, headers: { 'if-match': etag } });

describe('a PATCH of a key’s fields and state together', () => {
  test('is one transaction with both events', async () => {
    const { key } = await aKeyOf(acme.owner, acme, 'Before');
    const { status, json } = await rest(owner, 'PATCH', `${at}/keys/${key.id}`, { body: { name: 'After', state: 'disabled' } });
    expect([status, json.result.name, json.result.state]).toEqual([200, 'After', 'disabled']);
    expect((await eventsAbout(acme, key.id)).slice(1)).toMatchObject([
      { action: 'key.updated', entity_name: 'Before', request_id: json.requestId },
      { action: 'key.disabled', entity_name: 'After', request_id: json.requestId },
    ]);
    expect(await rows('select distinct xmin::text from audit_events where request_id = $1', json.requestId)).toHaveLength(1);
  });

  test('changes nothing when one of them is refused', async () => {
    const wide = await aProgramOf(acme.owner, acme);
    await rest(owner, 'PATCH', `${at}/keys/${wide.id}`, { body: { state: 'disabled' } });
    const narrow = await aProgramOf(acme.owner, acme, ['key:update', 'table:read']);
    const before = await rows('select * from keys where id = $1', wide.id);
    const events = (await auditOf(acme)).length;
    for (const body of [{ name: 'Renamed', state: 'enabled' }, { scopes: ['key:create'], state: 'enabled' }]) {
      expect((await rest(narrow, 'PATCH', `${at}/keys/${wide.id}`, { body })).status).toBe(403);
    }
    expect(await rows('select * from keys where id = $1', wide.id)).toEqual(before);
    expect((await auditOf(acme)).length).toBe(events);
  });

  test('enables what it has narrowed enough', async () => {
    const wide = await aProgramOf(acme.owner, acme);
    await rest(owner, 'PATCH', `${at}/keys/${wide.id}`, { body: { state: 'disabled' } });
    const narrow = await aProgramOf(acme.owner, acme, ['key:update', 'table:read']);
    const { status, json } = await rest(narrow, 'PATCH', `${at}/keys/${wide.id}`, { body: { scopes: ['table:read'], state: 'enabled' } });
    expect([status, json.result.scopes, json.result.state]).toEqual([200, ['table:read'], 'enabled']);
  });

  test('is not for another’s key, though an owner may disable it', async () => {
    const { key } = await aKeyOf(acme.member, acme, 'Theirs');
    expect((await rest(owner, 'PATCH', `${at}/keys/${key.id}`, { body: { name: 'Mine', state: 'disabled' } })).status).toBe(404);
    const { status, json } = await rest(owner, 'PATCH', `${at}/keys/${key.id}`, { body: { name: 'Theirs', state: 'disabled' } });
    expect([status, json.result.state]).toEqual([200, 'disabled']);
  });

  test('of everything that GET shows of another’s key, with another state, changes the state', async () => {
    const made = await rest(await aProgramOf(acme.member, acme), 'POST', `${at}/keys`, { body: { name: 'Whole', roles: ['developer'], expireAt: '2099-01-31T00:00:00Z', ipAccessList: [{ source: '10.0.0.0/8' }] } });
    const { name, roles, assignedRoles, scopes, expireAt, ipAccessList, id } = made.json.result.key;
    const assignedRoleIds = assignedRoles.map(({ roleId }: { roleId: string }) => roleId);
    const { status } = await rest(owner, 'PATCH', `${at}/keys/${id}`, { body: { name, roles, assignedRoleIds, scopes, expireAt, ipAccessList, state: 'disabled' } });
    expect([status, (await eventsAbout(acme, id)).map(({ action }) => action)]).toEqual([200, ['key.created', 'key.disabled']]);
  });

  test('asks for no scope but the one that it names', async () => {
    const { key } = await aKeyOf(acme.owner, acme);
    const writer = await aProgramOf(acme.owner, acme, ['key:update']);
    expect((await rest(writer, 'PATCH', `${at}/keys/${key.id}`, { body: { name: 'Blind', state: 'disabled' } })).status).toBe(200);
  });
});

/** A thing with an ETag, and requests of which each makes that ETag an old one. */
type Guarded = { thing: () => Promise<string>; writes: [method: string, path: string, body?: (n: number) => unknown][] };

const guarded: Record<string, Guarded> = {
  'a key': {
    thing: async () => `${at}/keys/${(await aKeyOf(acme.owner, acme)).key.id}`,
    writes: [['PATCH', '', (n) => ({ name: `Writer ${n}` })], ['PATCH', '', () => ({ state: 'disabled' })], ['PATCH', '', (n) => ({ name: `Both ${n}`, state: 'disabled' })], ['POST', '/rotate', () => ({ grace: '1h' })], ['DELETE', '']],
  },
  'a member': {
    thing: async () => `${at}/members/${(await aMember(acme.id)).userId}`,
    writes: [['PATCH', '', () => ({ role: 'admin' })], ['DELETE', '']],
  },
  'the organization': {
    thing: async () => at,
    writes: [['PATCH', '', (n) => ({ name: `Acme ${n} ${Math.random()}` })]],
  },
};

const pairs = Object.entries(guarded).flatMap(([name, { thing, writes }]) => writes.flatMap((a, i) => writes.slice(i).map((b) => ({ name, thing, a, b, is: `${a.slice(0, 2).join(' ')} against ${b.slice(0, 2).join(' ')}` }))));

describe('If-Match', () => {
  test.each(Object.entries(guarded).flatMap(([name, { thing, writes }]) => writes.map(([method, path, body]) => ({ name, thing, method, path, body }))))('$method of $name$path is done with the ETag of what is there and with no other', async ({ thing, method, path, body }) => {
    const one = await thing();
    const etag = await etagOf(one);
    const events = (await auditOf(acme)).length;
    for (const tag of ['"other"', `W/${etag}`, 'nonsense', '']) expect((await ask(method, one + path, body?.(0), tag)).json, tag).toMatchObject({ status: 412, code: 'stale' });
    expect((await auditOf(acme)).length).toBe(events);
    expect((await ask(method, one + path, body?.(1), `"other", ${etag}`)).status).toBe(200);
    expect([404, 412]).toContain((await ask(method, one + path, body?.(2), etag)).status);
  });

  test('is not met by what has no ETag', async () => {
    expect((await ask('POST', `${at}/keys`, { name: 'x', roles: ['developer'] }, '"x"')).status).toBe(412);
    expect((await ask('POST', `${at}/keys`, { name: 'x', roles: ['developer'] }, '*')).status).toBe(200);
  });

  test('hides nothing: what is not there, or not to be seen, is 404 with it, too', async () => {
    const member = await aProgramOf(acme.member, acme);
    const { key } = await aKeyOf(acme.owner, acme);
    const etag = await etagOf(`${at}/keys/${key.id}`);
    for (const [method, path, body] of guarded['a key']!.writes) {
      expect((await rest(member, method, `${at}/keys/${key.id}${path}`, { body: body?.(0), headers: { 'if-match': etag } })).status).toBe(404);
    }
  });

  describe.each(pairs)('$is of $name', ({ name, thing, a, b }) => {
    const rounds = Math.ceil(raceRounds() / 20);
    const exactlyOne = async (gated: boolean): Promise<boolean> => {
      await rows('delete from rate_windows');
      const one = await thing();
      const etag = await etagOf(one);
      const write = ([method, path, body]: typeof a, n: number) => () => ask(method, one + path, body?.(n), etag);
      const ended = await against(gated, write(a, 1), write(b, 2));
      const statuses = ended.map((result) => (result.status === 'fulfilled' ? result.value.status : 500)).toSorted();
      return statuses[0] === 200 && [404, 412].includes(statuses[1]!);
    };

    test('with the same ETag is done by exactly one', { timeout: 300_000 }, async () => {
      expect(await firstViolation(rounds, exactlyOne)).toBeNull();
    });

    // Of two who end the same key, the row itself lets one.
    if (a[0] === 'DELETE' && b[0] === 'DELETE' && name === 'a key') return;

    test('which the locks see to: without them both would be done', { timeout: 300_000 }, async () => {
      if (inject('engine') === 'embedded') return expect(await withoutLocks(() => firstViolation(3, exactlyOne))).toBeNull();
      expect(await withoutLocks(() => firstViolation(rounds, exactlyOne))).not.toBeNull();
    });
  });

  test('[S26] those who send none are all served, one after the other', async () => {
    const { key } = await aKeyOf(acme.owner, acme);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => rest(owner, 'PATCH', `${at}/keys/${key.id}`, { body: { name: `Writer ${n}`, state: n % 2 === 0 ? 'disabled' : 'enabled' } })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
  });
});
