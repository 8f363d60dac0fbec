import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mintKey, plaintext } from '@/lib/core/keys/format';
import { presented } from '@/lib/transport/credential';

const minted = mintKey();
const key = plaintext('lk', minted);
const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const kindOf = (...headers: string[]) => presented(headers).kind;

test.each([
  ['x-api-key', ['X-Api-Key', key], 'x-api-key', 'lk'],
  ['Bearer', ['authorization', `Bearer ${key}`], 'bearer', 'lk'],
  ['bearer in any case, with spaces', ['AUTHORIZATION', `bEARER    ${key}  `], 'bearer', 'lk'],
  ['Basic', ['Authorization', basic(`${minted.keyId}:${minted.secret}`)], 'basic', null],
])('a key is read from %s', (_, headers, scheme, prefix) => {
  expect(presented(headers)).toEqual({ kind: 'credential', scheme, prefix, ...minted });
});

test('no credential is told from a bad one', () => {
  expect(kindOf('host', 'localhost', 'cookie', `key=${key}`)).toBe('none');
  expect(kindOf('x-api-key', '')).toBe('malformed');
  for (const strange of [`${key}\xa0`, `\xa0${key}`]) expect([kindOf('x-api-key', strange), kindOf('authorization', `Bearer ${strange}`)]).toEqual(['malformed', 'malformed']);
});

describe('[S14] refused is', () => {
  test.each([
    ['an empty credential', ['x-api-key', '']],
    ['an empty one in Authorization', ['authorization', '']],
    ['a scheme alone', ['authorization', 'Bearer']],
    ['a scheme alone, with a space', ['authorization', 'Bearer ']],
    ['Basic of nothing', ['authorization', 'Basic ']],
    ['Basic without a colon', ['authorization', basic(minted.keyId)]],
    ['Basic without a secret', ['authorization', basic(`${minted.keyId}:`)]],
    ['Basic without a Key ID', ['authorization', basic(`:${minted.secret}`)]],
    ['Basic that is no base64', ['authorization', `Basic ${minted.keyId}:${minted.secret}`]],
    ['Basic that is endless', ['authorization', basic(`id:${'x'.repeat(2_000)}`)]],
    ['Basic with the whole key as its user', ['authorization', basic(`${key}:`)]],
    ['a key without a scheme', ['authorization', key]],
    ['an unknown scheme', ['authorization', `Digest ${key}`]],
    ['two in different headers', ['x-api-key', key, 'authorization', `Bearer ${key}`]],
    ['two, of which one is empty', ['x-api-key', '', 'authorization', `Bearer ${key}`]],
    ['one twice', ['x-api-key', key, 'X-API-Key', key]],
    ['Authorization twice', ['authorization', `Bearer ${key}`, 'Authorization', `Bearer ${key}`]],
    ['two in one header, as a proxy joins them', ['x-api-key', `${key}, ${key}`]],
    ['two after one scheme', ['authorization', `Bearer ${key} ${key}`]],
  ])('%s', (_, headers) => {
    expect(presented(headers)).toEqual({ kind: 'malformed' });
  });
});

test('[S14] headers that only look alike carry none', () => {
  expect(kindOf('x-api-keys', key, 'x_api_key', key, 'proxy-authorization', `Bearer ${key}`)).toBe('none');
});

test('no header makes it fail', () => {
  fc.assert(
    fc.property(fc.constantFrom('x-api-key', 'authorization'), fc.constantFrom('', 'Bearer ', 'Basic '), fc.string({ unit: 'binary' }), (name, scheme, text) => {
      expect(kindOf(name, scheme + text)).toBe('malformed');
    }),
    { numRuns: 1_000 },
  );
});

test('keys that came as hashes work through Basic with a secret of any shape', () => {
  expect(presented(['authorization', basic('an id:a: secret')])).toEqual({ kind: 'credential', scheme: 'basic', prefix: null, keyId: 'an id', secret: 'a: secret' });
});
