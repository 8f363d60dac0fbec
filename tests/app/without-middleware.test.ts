import { readdirSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { aKeyOf } from '@/tests/support/keys';
import { cookieOf, instances, send } from '@/tests/support/instances';
import { anOrganization, type TestOrganization } from '@/tests/support/people';

const running = instances('next', 'unguarded');

type Name = 'owner' | 'admin' | 'member' | 'stranger' | 'nobody';
const people: Name[] = ['owner', 'admin', 'member', 'stranger', 'nobody'];

let acme: TestOrganization;
let key: string;
const cookies = {} as Record<Name, string>;

/** Every page and route of an organization, as the folders name them; and one that is none. */
const pages = readdirSync('app/(console)/organizations/[organization]', { recursive: true, encoding: 'utf8' })
  .filter((file) => /(^|\/)(page\.tsx|route\.ts)$/.test(file))
  .map((file) => path.dirname(file))
  .concat('constructor')
  .toSorted();

beforeAll(async () => {
  acme = await anOrganization();
  const umbrella = await anOrganization('Umbrella');
  key = (await aKeyOf(acme.member, acme)).key.id;
  const { url } = running[0]!;
  for (const name of ['owner', 'admin', 'member'] as const) cookies[name] = (await cookieOf(url, acme[name])).cookie;
  cookies.stranger = (await cookieOf(url, umbrella.owner)).cookie;
  cookies.nobody = '';
}, 60_000);

const asked = (instance: number, page: string, name: Name) =>
  send(`${running[instance]!.url}/organizations/${acme.slug}/${page.replace('[key]', key).replace('[member]', acme.colleague.userId)}`, { headers: cookies[name] ? { cookie: cookies[name] } : {} });

describe('[S4] with the middleware switched off', () => {
  test('it is off', async () => {
    expect((await asked(0, 'keys', 'owner')).headers['content-security-policy']).toContain('nonce-');
    expect((await asked(1, 'keys', 'owner')).headers['content-security-policy']).toBeUndefined();
  });

  test('there are pages to look at', () => {
    expect(pages).toEqual(expect.arrayContaining(['audit/export', 'keys', 'keys/[key]/revoke', 'members/[member]/remove', 'settings/leave']));
  });

  test.each(pages)('the same people see %s', async (page) => {
    const seen = (instance: number) => Promise.all(people.map(async (name) => [name, (await asked(instance, page, name)).status === 200]));
    expect(await seen(1)).toEqual(await seen(0));
  });

  test.each(['audit', 'audit/export'])('owners and admins alone see %s', async (page) => {
    for (const name of people) {
      const { status, body } = await asked(1, page, name);
      expect([name, status === 200], name).toEqual([name, name === 'owner' || name === 'admin']);
      if (status !== 200) expect(body).not.toContain('key.created');
    }
  });

  test('to download the log without the right is 403', async () => {
    expect((await asked(1, 'audit/export', 'member')).status).toBe(403);
  });
});

test.each(['constructor', 'toString', '__proto__'])('a page by the name of %s is simply none', async (page) => {
  expect((await asked(0, page, 'owner')).status).toBeLessThan(500);
});
