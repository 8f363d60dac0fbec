import { beforeAll, expect, test } from 'vitest';
import { rows } from '@/tests/support/database';
import { instances, send } from '@/tests/support/instances';
import { aKeyOf } from '@/tests/support/keys';
import { anOrganization } from '@/tests/support/people';

const running = instances('server');

let key: { keyId: string; plaintext: string };
beforeAll(async () => {
  const acme = await anOrganization();
  key = (await aKeyOf(acme.member, acme)).revealed;
});

const url = () => running[0]!.url;

test('/readyz wants every migration of this version, and bears those of a later one', async () => {
  const ready = async () => {
    const { status, body } = await send(`${url()}/readyz`);
    return `${status} ${body}`;
  };
  expect(await ready()).toBe('200 ready\n');
  const [last] = await rows('delete from drizzle.__drizzle_migrations where id = (select max(id) from drizzle.__drizzle_migrations) returning hash, created_at');
  expect(await ready()).toBe('503 the database lacks migrations of this version\n');
  for (const at of [last!.created_at, 9_000_000_000_000]) await rows('insert into drizzle.__drizzle_migrations (hash, created_at) values ($1, $2)', last!.hash, at);
  expect(await ready()).toBe('200 ready\n');
});

test('/livez, /readyz and /metrics answer; no key’s id is in a label', async () => {
  for (const path of ['livez', 'readyz']) expect((await send(`${url()}/${path}`)).status).toBe(200);
  await send(`${url()}/v1/verify`, { headers: { 'x-api-key': key.plaintext } });
  const { status, body } = await send(`${url()}/metrics`);
  expect(status).toBe(200);
  expect(body).toMatch(/latchkey_verdicts_total\{endpoint="verify",code="valid"\} 1\n/);
  for (const name of ['latchkey_verification_seconds_bucket', 'latchkey_gathered_keys_bucket', 'latchkey_queries_in_flight', 'latchkey_usage_backlog']) expect(body).toContain(name);
  for (const [pool, size] of [['main', 10], ['verification', 2], ['verification_writes', 2], ['usage', 1]]) expect(body).toContain(`latchkey_pool_connections{pool="${pool}"} ${size}\n`);
  expect(body).toMatch(/latchkey_pool_waiting\{pool="main"\} 0\n/);
  expect(body).not.toContain(key.keyId);
});

test.each([['X-Forwarded-For', '192.0.2.1'], ['X-Forwarded-Host', 'x'], ['Forwarded', 'for=192.0.2.1']])('/metrics is not for those whom a proxy on this machine lets in: %s', async (name, value) => {
  expect((await send(`${url()}/metrics`, { headers: { [name]: value } })).status).toBe(401);
  expect((await send(`${url()}/metrics`, { headers: { 'X-Latchkey-Forwarded': 'true' } })).status).toBe(200);
});
