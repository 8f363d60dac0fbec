import { createHmac, hash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { hmacSha256 } from '@/lib/core/keys/hmac';

const message = (n: number) => hash('sha256', `message ${n}`, 'binary');

const ofNode = (key: string, text: string) => createHmac('sha256', key).update(text, 'binary').digest('base64url');

test.each([1, 31, 32, 63, 64, 65, 128, 200])('HMAC-SHA-256 under a key of %i characters is what node:crypto makes', (length) => {
  for (const key of ['k'.repeat(length), 'é'.repeat(length), randomBytes(length).toString('base64url')]) {
    const ours = hmacSha256(key);
    for (let n = 0; n < 20; n++) expect(ours(message(n))).toBe(ofNode(key, message(n)));
  }
});

test('two keys taking turns leave nothing to each other', () => {
  const [one, other] = [hmacSha256('one'), hmacSha256('other')];
  for (let n = 0; n < 20; n++) expect([one(message(n)), other(message(n))]).toEqual([ofNode('one', message(n)), ofNode('other', message(n))]);
});
