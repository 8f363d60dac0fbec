import { expect, test } from 'vitest';
import { withoutKeys } from '@/components/key-in-text';

const key = `lk_${'A1b2C3d4E5'.repeat(2)}_${'z'.repeat(43)}`;

test('an address that holds a key goes on without it, and keeps the rest', () => {
  expect(withoutKeys('/keys', { q: `found ${key}`, only: 'never_used', done: 'revoked' })).toBe('/keys?only=never_used&done=key');
  expect(withoutKeys('/keys', { org_q: ['fine', key], only: undefined })).toBe('/keys?org_q=fine&done=key');
});

test('an address without a key stays', () => {
  expect(withoutKeys('/keys', { q: 'nightly export', only: 'never_used', page: undefined })).toBeNull();
});
