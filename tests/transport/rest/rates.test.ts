import { beforeAll, expect, test } from 'vitest';
import { sha256 } from '@/lib/core/keys/format';
import { freshDatabase, rows } from '@/tests/support/database';
import { anOrganization, type TestOrganization } from '@/tests/support/people';
import { aProgramOf, mcp, rest } from '@/tests/support/rest';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

test('each answer says what is left of the rate', async () => {
  const program = await aProgramOf(acme.member, acme);
  const { headers } = await rest(program, 'GET', '/v1/me');
  expect(headers.get('ratelimit-policy')).toBe('"default";q=3000;w=60');
  expect(headers.get('ratelimit')).toBe('"default";r=2999;t=60');
  expect(Number(headers.get('x-ratelimit-reset'))).toBeGreaterThan(59);
  expect((await rest(program, 'GET', '/v1/me')).headers.get('ratelimit')).toContain('r=2998');
});

test('a key over its rate is 429 at both doors, told when to go on, and others are not', async () => {
  const [program, other] = [await aProgramOf(acme.member, acme), await aProgramOf(acme.member, acme)];
  await rest(program, 'GET', '/v1/me');
  await rows('update rate_windows set count = 3000 where bucket = $1', sha256(`requests of ${program.id}`));
  const { status, json, headers } = await rest(program, 'GET', '/v1/me');
  expect([status, json.code]).toEqual([429, 'limited']);
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  expect(headers.get('x-ratelimit-reset')).toMatch(/^\d+\.\d{3}$/);
  expect((await mcp(program, 'tools/list')).status).toBe(429);
  expect((await rest(other, 'GET', '/v1/me')).status).toBe(200);
});

test('requests that come together are all counted', async () => {
  const program = await aProgramOf(acme.member, acme);
  await Promise.all(Array.from({ length: 30 }, () => rest(program, 'GET', '/v1/me')));
  expect(await rows('select count from rate_windows where bucket = $1', sha256(`requests of ${program.id}`))).toEqual([{ count: 30 }]);
});
