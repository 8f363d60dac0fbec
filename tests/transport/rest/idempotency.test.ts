import { beforeAll, expect, test } from 'vitest';
import { dump, freshDatabase, rows } from '@/tests/support/database';
import { anOrganization, type TestOrganization } from '@/tests/support/people';
import { aProgramOf, rest, type Program } from '@/tests/support/rest';

freshDatabase();

let acme: TestOrganization;
let owner: Program & { id: string };
let keys: string;
beforeAll(async () => {
  acme = await anOrganization();
  owner = await aProgramOf(acme.owner, acme);
  keys = `/v1/organizations/${acme.id}/keys`;
});

const good = { name: 'Once', roles: ['developer'] };
const create = (name: string, body: unknown = good, program: Program = owner) => rest(program, 'POST', keys, { body, headers: { 'idempotency-key': name } });
const counted = async (name: string) => (await rows('select id from keys where name = $1', name)).length;

test('asked again, a creation answers 409 with the id of the key that was made, and no secret', async () => {
  const first = await create('again', { ...good, name: 'Again' });
  expect(first.status).toBe(200);
  const second = await create('again', { ...good, name: 'Again' });
  expect([second.status, second.json.code, second.json.id]).toEqual([409, 'already_created', first.json.result.key.id]);
  expect(second.text).not.toContain(first.json.result.keySecret);
  expect(await counted('Again')).toBe(1);
  expect(await dump()).not.toContain(first.json.result.keySecret);
});

test('asked for something else under the same name, it is 422', async () => {
  await create('other');
  const { status, json } = await create('other', { ...good, name: 'Other' });
  expect([status, json.code]).toEqual([422, 'idempotency_mismatch']);
});

test('what was refused may be asked for again, mended', async () => {
  expect((await create('mended', { ...good, expireAt: '2020-01-01T00:00:00Z' })).status).toBe(400);
  expect((await create('mended', { ...good })).status).toBe(200);
});

test('the name is each key’s own', async () => {
  const other = await aProgramOf(acme.member, acme);
  expect((await create('mine')).status).toBe(200);
  expect((await create('mine', good, other)).status).toBe(200);
});

test('after 24 hours it is forgotten', async () => {
  await create('old');
  await rows(`update idempotency_keys set expires_at = statement_timestamp() - interval '1 ms'`);
  expect((await create('old')).status).toBe(200);
});

test('what is over is forgotten when any key asks for something, whoever left it', async () => {
  const other = await aProgramOf(acme.member, acme);
  const left = async () => (await rows('select 1 from idempotency_keys where key_id = $1', other.id)).length;
  for (const name of ['over', 'stays']) await create(name, good, other);
  await rows(`update idempotency_keys set expires_at = statement_timestamp() - interval '1 ms' where key_id = $1 and claim_id = (select claim_id from idempotency_keys where key_id = $1 limit 1)`, other.id);
  expect(await left()).toBe(2);
  await create('next');
  expect(await left()).toBe(1);
});

test('while it is still being done, it is 409, to be tried again', async () => {
  await create('running');
  await rows(`update idempotency_keys set created_id = null, expires_at = statement_timestamp() + interval '1 minute'`);
  const { status, json, headers } = await create('running');
  expect([status, json.code, headers.get('retry-after')]).toEqual([409, 'in_flight', '1']);
});

test('a name that is no header text of 1 to 255 characters is 400', async () => {
  for (const name of ['', 'x'.repeat(256), 'a b']) expect((await create(name)).status).toBe(400);
});

test('invitations are made once, too', async () => {
  const invite = () => rest(owner, 'POST', `/v1/organizations/${acme.id}/invitations`, { body: { email: 'kim@example.com', role: 'developer' }, headers: { 'idempotency-key': 'kim' } });
  expect((await invite()).status).toBe(200);
  expect((await invite()).json.code).toBe('already_created');
});

test('[S26] of equal creations that run against each other one is done', async () => {
  for (let round = 0; round < Number(process.env.RACE_ROUNDS) / 5; round++) {
    const name = `Race ${round}`;
    const answers = await Promise.all(Array.from({ length: 4 }, () => create(name.replace(' ', '-'), { ...good, name })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ json }) => ['already_created', 'in_flight'].includes(json.code))).toHaveLength(3);
    expect(await counted(name)).toBe(1);
  }
});

test('[S26] of equal creations under a name that is over one is done', async () => {
  for (let round = 0; round < Number(process.env.RACE_ROUNDS) / 5; round++) {
    await rows(`update idempotency_keys set expires_at = statement_timestamp() - interval '1 ms'`);
    const answers = await Promise.all(Array.from({ length: 4 }, () => create('same')));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);
  }
});
