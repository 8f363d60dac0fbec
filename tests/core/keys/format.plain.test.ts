import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { holdsKey, mintKey, mintSecret, parseKey, plaintext, plausiblePair, sha256 } from '@/lib/core/keys/format';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const shape = /^lk_[0-9A-Za-z]{20}_[0-9A-Za-z]{49}$/;
const aKey = fc.noShrink(fc.constant(null).map(() => plaintext('lk', mintKey())));

/** Written apart from the product's: a number in base 62, six digits. */
function inBase62(value: number): string {
  return [5, 4, 3, 2, 1, 0].map((power) => alphabet[Math.floor(value / 62 ** power) % 62]).join('');
}

describe('a new key', () => {
  test('[S10] is unique, of the exact shape and carries the right checksum, 100,000 times', () => {
    const ids = new Set<string>();
    const secrets = new Set<string>();
    for (let i = 0; i < 100_000; i++) {
      const minted = mintKey();
      const text = plaintext('lk', minted);
      if (!shape.test(text)) expect.fail(`wrong shape: ${text}`);
      const [, keyId, secret] = text.split('_');
      if (secret!.slice(43) !== inBase62(crc32(keyId! + secret!.slice(0, 43)))) expect.fail(`wrong checksum: ${text}`);
      ids.add(keyId!);
      secrets.add(secret!);
    }
    expect(ids.size).toBe(100_000);
    expect(secrets.size).toBe(100_000);
  });

  test('[S10] draws every character equally often', () => {
    const counts = new Map<string, number>();
    for (let i = 0; i < 20_000; i++) for (const character of mintKey().secret.slice(0, 43)) counts.set(character, (counts.get(character) ?? 0) + 1);
    const expected = (20_000 * 43) / 62;
    const chiSquare = [...alphabet].reduce((sum, character) => sum + ((counts.get(character) ?? 0) - expected) ** 2 / expected, 0);
    // 61 degrees of freedom: above 150 by chance once in a thousand million runs; a plain modulo gives thousands.
    expect(chiSquare).toBeLessThan(150);
  });

  test('reads back as the parts it was made of, whatever its prefix', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9]{2,9}$/), (prefix) => {
        const minted = mintKey();
        expect(parseKey(plaintext(prefix, minted))).toEqual({ prefix, ...minted });
      }),
    );
  });

  test('a new secret keeps the Key ID', () => {
    const { keyId } = mintKey();
    expect(parseKey(plaintext('lk', mintSecret(keyId)))?.keyId).toBe(keyId);
  });
});

describe('[S13] not a key any more is one that was', () => {
  test('shortened or lengthened, at any place', () => {
    fc.assert(
      fc.property(aKey, fc.nat(), fc.constantFrom(...alphabet), (key, at, character) => {
        const place = at % key.length;
        expect(parseKey(key.slice(0, place))).toBeNull();
        expect(parseKey(key + character)).toBeNull();
        if (place > 2) {
          expect(parseKey(key.slice(0, place) + key.slice(place + 1))).toBeNull();
          expect(parseKey(key.slice(0, place) + character + key.slice(place))).toBeNull();
        }
      }),
    );
  });

  test('changed in the case of one letter', () => {
    fc.assert(
      fc.property(aKey, (key) => {
        for (let i = 0; i < key.length; i++) {
          const character = key[i]!;
          const other = character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase();
          if (other !== character) expect(parseKey(key.slice(0, i) + other + key.slice(i + 1))).toBeNull();
        }
      }),
      { numRuns: 20 },
    );
  });

  test('written with a look-alike letter', () => {
    const lookAlikes: Record<string, string> = { '0': 'O', O: '0', o: 'о', '1': 'l', l: '1', I: 'l', a: 'а', e: 'е', '5': 'S', S: '5', B: '8', '8': 'B', '2': 'Z', Z: '2' };
    fc.assert(
      fc.property(aKey, (key) => {
        for (let i = 3; i < key.length; i++) {
          const other = lookAlikes[key[i]!];
          if (other) expect(parseKey(key.slice(0, i) + other + key.slice(i + 1))).toBeNull();
        }
      }),
      { numRuns: 20 },
    );
  });

  test('with anything around it', () => {
    const key = plaintext('lk', mintKey());
    for (const text of [` ${key}`, `${key} `, `${key}\n`, `"${key}"`, `${key}\0`, key.replace('_', '-'), key.toUpperCase(), '', '_', '__']) {
      expect(parseKey(text)).toBeNull();
    }
  });

  test('and no text at all makes the parser fail', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => parseKey(text) === null));
  });
});

describe('a pair of Key ID and secret', () => {
  test('of native shape must carry the checksum', () => {
    const { keyId, secret } = mintKey();
    expect(plausiblePair(keyId, secret)).toBe(true);
    expect(plausiblePair(keyId, mintKey().secret)).toBe(false);
  });

  test('of another shape may be anything but empty or endless', () => {
    expect(plausiblePair('id', 'a secret of another system')).toBe(true);
    expect(plausiblePair('', 'secret')).toBe(false);
    expect(plausiblePair('id', '')).toBe(false);
    expect(plausiblePair('i'.repeat(257), 'secret')).toBe(false);
    expect(plausiblePair('id', 's'.repeat(1025))).toBe(false);
  });
});

test('[S14] a text that holds a key is told from one that does not', () => {
  const key = plaintext('lk', mintKey());
  expect(holdsKey(`/v1/verify?key=${key}`)).toBe(true);
  expect(holdsKey(`/v1/verify/${key.slice(0, -10)}`)).toBe(true);
  expect(holdsKey('/v1/verify?scope=table:data:read&scope=key_read')).toBe(false);
});

test('SHA-256 is FIPS 180-4’s, as base64url', () => {
  expect(sha256('abc')).toBe(Buffer.from('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 'hex').toString('base64url'));
});
