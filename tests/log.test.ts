import { describe, expect, test } from 'vitest';
import { mintKey, plaintext } from '@/lib/core/keys/format';
import { newToken } from '@/lib/core/token';
import { maskedPath, told } from '@/lib/log';

const everyLetter = (text: string) => [...text].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');
const key = plaintext('lk', mintKey());

describe('a path is logged without the secret in it', () => {
  test.each([
    ['a key', `/v1/other/${key}`],
    ['a key with more behind it', `/${key}.json`],
    ['a key whose underscores are encoded', `/v1/other/${key.replaceAll('_', '%5F')}`],
    ['a key whose underscores are encoded twice', `/v1/other/${key.replaceAll('_', '%255f')}`],
    ['a key of which every letter is encoded', `/v1/other/${everyLetter(key)}`],
    ['a key beside bytes that are no UTF-8', `/v1/%ff/%zz/${everyLetter(key)}%f`],
  ])('%s', (_, path) => {
    const shown = maskedPath(path);
    expect(shown).not.toContain(key.slice(-49));
    expect(shown).toMatch(/\[(key|token)\]/);
  });

  test('the token of a link, which is good until it is used', () => {
    for (let n = 0; n < 100; n++) {
      const token = newToken();
      expect(maskedPath(`/reset-password/${token}`)).toBe('/reset-password/[token]');
      expect(maskedPath(`/invitation/${token}/`)).toBe('/invitation/[token]/');
      expect(maskedPath(`/invitation/${everyLetter(token)}`)).toBe('/invitation/[token]');
    }
  });

  test('and what names no secret stays', () => {
    const path = '/v1/organizations/01a1feb7-30c1-75c8-9e65-3cdf65d63ebc/keys/01a1feb7-3460-7088-83b6-b67894e1c54e';
    expect(maskedPath(path)).toBe(path);
  });
});

test('of an error its innermost cause is logged: what wraps it can hold a query and its values', () => {
  const cause = Object.assign(new Error('relation "keys" does not exist'), { code: '42P01', parameters: ['a value'] });
  const wrapped = new Error('not answered', { cause: new Error('Failed query: select 1 params: a value', { cause }) });
  expect(told(wrapped)).toMatchObject({ message: 'relation "keys" does not exist', code: '42P01' });
  expect(JSON.stringify(told(wrapped))).not.toContain('a value');
});
