import { expect, test } from 'vitest';
import { local, saying } from '@/lib/transport/here';
import { organizationUrl } from '@/lib/transport/organization-url';

test.each(['//evil.example', '/\\evil.example', '/.//evil.example', '/a/..//evil.example', 'https://evil.example/', '/\tkeys', 'javascript:alert(1)', '', null, undefined])('%j leads to the start page', (path) => {
  expect(local(path)).toBe('/');
});

test('a path of this site stays what it is, with its query and its place', () => {
  expect(local('/organizations/acme/keys?q=a%20b#all-keys')).toBe('/organizations/acme/keys?q=a%20b#all-keys');
});

test('what was done is one more parameter of the page, and takes the place of what was done before', () => {
  expect(saying('revoked', '/organizations/acme/keys?only=never_used&page=7')).toBe('/organizations/acme/keys?only=never_used&page=7&done=revoked');
  expect(saying('revoked', '/organizations/acme/keys?done=disabled#all-keys')).toBe('/organizations/acme/keys?done=revoked#all-keys');
  expect(saying('revoked', '//evil.example/keys')).toBe('/?done=revoked');
});

test.each(['株式会社例', '한국-지사', 'été'])('the address of %s fits into a header', (slug) => {
  for (const path of [organizationUrl(slug, 'keys'), local(`/organizations/${slug}/keys?q=${slug}`)]) {
    expect(path).toMatch(/^[\x21-\x7e]+$/);
    expect(decodeURIComponent(path)).toContain(`/organizations/${slug}/keys`);
  }
});
