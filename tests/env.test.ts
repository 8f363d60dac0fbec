import { describe, expect, test } from 'vitest';
import { parseEnvironment, publicUrl } from '@/lib/env';

const secret = 'x'.repeat(32);

function complaint(source: Record<string, string>): string {
  try {
    parseEnvironment(source);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error(`it was taken: ${JSON.stringify(source)}`);
}

test('with nothing set the defaults hold', () => {
  expect(parseEnvironment({})).toMatchObject({ PORT: 3000, DATABASE_POOLER: false, KEY_PREFIX: 'lk', TRUSTED_PROXIES: [], DATA_DIR: expect.stringMatching(/\/data$/), VERCEL: false });
});

test('an empty variable counts as unset', () => {
  expect(parseEnvironment({ PORT: '', DATABASE_URL: '', KEY_PREFIX: '', AUTH_SECRET: '' })).toMatchObject({ PORT: 3000, KEY_PREFIX: 'lk' });
});

test.each([
  [{}, 'http://localhost:3000'],
  [{ HOST: '0.0.0.0' }, 'http://localhost:3000'],
  [{ HOST: '10.0.0.5' }, 'http://10.0.0.5:3000'],
  [{ HOST: 'fd00::5' }, 'http://[fd00::5]:3000'],
  [{ HOST: '10.0.0.5', PUBLIC_URL: 'https://keys.example.com' }, 'https://keys.example.com'],
])('with %j the links that are printed begin with %s', (source, url) => {
  expect(publicUrl(parseEnvironment(source), 3000)).toBe(url);
});

describe('a wrong value gets one sentence that names the variable, what it holds and what it should', () => {
  test.each([
    ['PORT', 'http', '"http"', /a port between 0 and 65535/],
    ['PORT', '65536', '"65536"', /a port between 0 and 65535/],
    ['PORT', '-1', '"-1"', /a port between 0 and 65535/],
    ['PUBLIC_URL', 'keys.example.com', '"keys.example.com"', /a URL such as https/],
    ['PUBLIC_URL', 'ftp://keys.example.com', '"ftp://keys.example.com"', /a URL such as https/],
    ['DATABASE_POOLER', 'yes', '"yes"', /0 or 1/],
    ['KEY_PREFIX', 'LK', '"LK"', /2 to 8 of a-z and 0-9/],
    ['KEY_PREFIX', 'l', '"l"', /2 to 8/],
    ['KEY_PREFIX', 'lk_test', '"lk_test"', /2 to 8/],
    ['TRUSTED_PROXIES', '10.0.0.0/33', '"10.0.0.0/33"', /addresses or CIDRs/],
    ['TRUSTED_PROXIES', '172.16/12', '"172.16/12"', /addresses or CIDRs/],
    ['TRUSTED_PROXIES', '010.0.0.1', '"010.0.0.1"', /addresses or CIDRs/],
    ['PUBLIC_URL', 'https://example.com/latchkey', '"https://example.com/latchkey"', /a host and no more/],
    ['PUBLIC_URL', 'https://me@example.com', '"https://[hidden]@example.com"', /a host and no more/],
    ['TRUSTED_PROXIES', '10.0.0.0/8, everyone', '"10.0.0.0/8, everyone"', /addresses or CIDRs/],
    ['SETUP_EMAIL', 'me', '"me"', /an e-mail address/],
    ['SETUP_ORGANIZATION', 'x'.repeat(101), `"${'x'.repeat(101)}"`, /at most 100 characters/],
  ])('%s=%s', (name, value, shown, should) => {
    const message = complaint({ [name]: value });
    expect(message.startsWith(`${name} is ${shown}, and should be `)).toBe(true);
    expect(message).toMatch(should);
    expect(message.split('\n')).toHaveLength(1);
  });

  test.each([
    ['AUTH_SECRET', 'hunter2', /at least 32 characters/],
    ['KEY_PEPPER', 'hunter2hunter2hunter2hunter2hunter2', /a version, a colon and at least 32 characters/],
    ['KEY_PEPPER', `1:${secret},1:${secret}`, /a version/],
    ['KEY_PEPPER', `0:${secret}`, /a version/],
    ['KEY_PEPPER', `1:${secret.slice(1)}`, /a version/],
    ['KEY_PEPPER', `2:${secret},`, /a version/],
    ['NEXT_SERVER_ACTIONS_ENCRYPTION_KEY', 'hunter2', /base64 of 16, 24 or 32 bytes/],
    ['SETUP_PASSWORD', 'hunter2', /at least 15 characters/],
    ['DATABASE_URL', 'postgresql://latchkey:hunter2/pw@db:5432/latchkey', /percent-encoded/],
    ['DATABASE_URL', 'postgresql://latchkey:hunter2%pw@db:5432/latchkey', /percent-encoded/],
    ['DATABASE_URL', 'postgresql://latchkey:hunter2@one:5432,two:99999/latchkey', /percent-encoded/],
    ['AUTH_SECRET', ' '.repeat(40), /at least 32 characters/],
    ['SMTP_URL', 'smtp://u:hunter2%pw@mail.example.com', /percent-encoded/],
    ['SMTP_URL', 'smtp:///', /a URL such as smtps/],
    ['DATABASE_URL', 'mysql://latchkey:hunter2@db/latchkey', /a URL such as postgresql/],
    ['MIGRATION_DATABASE_URL', 'hunter2', /a URL such as postgresql/],
    ['DATABASE_URL', 'postgresql://latchkey:hunter2@one,two:5433/latchkey?sslmode=no-verify', /a URL whose sslmode is disable, .* or verify-full/],
  ])('[S11] %s, whose value is not shown', (name, value, should) => {
    const message = complaint({ [name]: value });
    expect(message.startsWith(`${name} is ${value.length} characters (hidden), and should be `)).toBe(true);
    expect(message).toMatch(should);
    expect(message).not.toContain(value);
    expect(message).not.toContain('hunter2');
  });
});

describe('[S20] with DATABASE_URL the secrets must be given', () => {
  const good = { DATABASE_URL: 'postgresql://u:p@one:5432,two:5432/latchkey', AUTH_SECRET: secret, KEY_PEPPER: `2:${secret},1:${secret}` };

  test('all there is good, and several hosts are allowed', () => {
    expect(parseEnvironment(good).KEY_PEPPER).toEqual([{ version: 2, secret }, { version: 1, secret }]);
  });

  test.each(['AUTH_SECRET', 'KEY_PEPPER'])('without %s nothing starts', (name) => {
    expect(complaint({ ...good, [name]: '' })).toMatch(new RegExp(`^${name} is unset, and should be set when DATABASE_URL is`));
  });
});

test.each(['SETUP_EMAIL', 'SETUP_PASSWORD', 'SETUP_ORGANIZATION'])('%s alone missing is told', (name) => {
  const all = { SETUP_EMAIL: 'owner@example.com', SETUP_PASSWORD: 'kX9#vQ2$mZ7!pLw', SETUP_ORGANIZATION: 'Acme' };
  expect(parseEnvironment(all).SETUP_ORGANIZATION).toBe('Acme');
  expect(complaint({ ...all, [name]: '' })).toMatch(new RegExp(`^${name} is unset, and should be set together with`));
});

test.each([
  ['MIGRATION_DATABASE_URL', 'postgresql://u:p@one/latchkey', 'DATABASE_URL'],
  ['DATABASE_POOLER', '1', 'DATABASE_URL'],
  ['OIDC_AUTO_JOIN', 'acme:member', 'OIDC_ISSUER'],
])('%s says nothing without the other, and is refused alone', (name, value, other) => {
  expect(complaint({ [name]: value })).toBe(`${other} is unset, and should be set when ${name} is.`);
});

test('on Vercel, where no folder lasts, the database must be named', () => {
  expect(complaint({ VERCEL: '1' })).toMatch(/^DATABASE_URL is unset, and should be set on Vercel/);
});

test('a name and a password in an address are not shown, wherever they end', () => {
  expect(complaint({ OIDC_ISSUER: 'ftp://me:hunter2@pw@example.com', OIDC_CLIENT_ID: 'x', OIDC_CLIENT_SECRET: 'y' })).toContain('"ftp://[hidden]@example.com"');
});

test('PUBLIC_URL is taken as an origin', () => {
  expect(parseEnvironment({ PUBLIC_URL: 'https://Keys.example.com:443/' }).PUBLIC_URL).toBe('https://keys.example.com');
});
