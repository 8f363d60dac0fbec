import { describe, expect, test } from 'vitest';
import { mintKey, plaintext } from '@/lib/core/keys/format';
import { newToken } from '@/lib/core/token';
import { masked, told } from '@/lib/log';

const everyLetter = (text: string) => [...text].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');
const key = plaintext('lk', mintKey());

describe('a path is logged without the secret in it', () => {
  test.each([
    ['a key', `/v1/other/${key}`],
    ['a key with more behind it', `/${key}.json`],
    ['a key whose underscores are encoded', `/v1/other/${key.replaceAll('_', '%5F')}`],
    ['a key whose underscores are encoded twice', `/v1/other/${key.replaceAll('_', '%255f')}`],
    ['a key of which every letter is encoded', `/v1/other/${everyLetter(key)}`],
    ['a key of which every letter is encoded twice', `/v1/other/${everyLetter(key).replaceAll('%', '%25')}`],
    ['a key of which every letter is encoded four times', `/v1/other/${everyLetter(key).replaceAll('%', '%25252525')}`],
    ['a key beside bytes that are no UTF-8', `/v1/%ff/%zz/${everyLetter(key)}%f`],
  ])('%s', (_, path) => {
    const shown = masked(path);
    expect(shown).not.toContain(key.slice(-49));
    expect(shown).toMatch(/\[(key|token)\]/);
  });

  test('of a path that is encoded again and again nothing is shown', () => {
    expect(masked(`/%${'25'.repeat(8_000)}41`)).toBe('/A');
    let nested = 'A';
    for (let times = 0; times < 8; times++) nested = everyLetter(nested);
    expect(masked(nested)).toBe('[encoded]');
    expect(masked('%'.repeat(8_000))).toBe('%'.repeat(8_000));
  });

  test('the token of a link, which is good until it is used', () => {
    for (let n = 0; n < 100; n++) {
      const token = newToken();
      expect(masked(`/reset-password/${token}`)).toBe('/reset-password/[token]');
      expect(masked(`/invitation/${token}/`)).toBe('/invitation/[token]/');
      expect(masked(`/invitation/${everyLetter(token)}`)).toBe('/invitation/[token]');
    }
  });

  test('and what names no secret stays', () => {
    const path = '/v1/organizations/01a1feb7-30c1-75c8-9e65-3cdf65d63ebc/keys/01a1feb7-3460-7088-83b6-b67894e1c54e';
    expect(masked(path)).toBe(path);
  });
});

test('an error that names a path tells no secret in it, however it is encoded and wherever its words are cut', () => {
  for (const secret of [key, everyLetter(key), everyLetter(key).replaceAll('%', '%25'), key.replaceAll('_', '%5f'), newToken()]) {
    for (let before = 200; before < 300; before += 7) {
      const said = told(new Error(`Cannot parse action at ${'x '.repeat(before / 2)}/api/auth/${secret}`));
      expect(`${said.message} ${said.stack}`.replaceAll(/\[(key|token)\]/g, '')).not.toMatch(/%[2-7]|lk_|[A-Za-z0-9_-]{20}/);
    }
  }
});

test('of an error its innermost cause is logged: what wraps it can hold a query and its values', () => {
  const cause = Object.assign(new Error('relation "keys" does not exist'), { code: '42P01', parameters: ['a value'] });
  const wrapped = new Error('not answered', { cause: new Error('Failed query: select 1 params: a value', { cause }) });
  expect(told(wrapped)).toMatchObject({ message: 'relation "keys" does not exist', code: '42P01' });
  expect(JSON.stringify(told(wrapped))).not.toContain('a value');
});
