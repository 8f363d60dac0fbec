import { describe, expect, test } from 'vitest';
import { addressOf, viewOf } from '@/app/(console)/organizations/[organization]/members/address';
import { presentOf, viewsOf } from '@/components/key-view';

describe('the address of the page as it stands', () => {
  test('keeps filter, search, order and page of both sections of keys, and not what was done', () => {
    const query = { only: 'never_used', q: 'a b', sort: 'name', page: 'abc', ended: 'def', org_only: 'never_expires', org_page: 'ghi', done: 'disabled', other: 'x' };
    const { pathname, searchParams } = new URL(presentOf('/organizations/acme/keys', viewsOf(query)), 'http://here.invalid');
    const { done: _done, other: _other, ...shown } = query;
    expect(pathname).toBe('/organizations/acme/keys');
    expect(Object.fromEntries(searchParams)).toEqual(shown);
    expect(presentOf('/organizations/acme/keys', viewsOf({}))).toBe('/organizations/acme/keys');
  });

  test('keeps search and page of the members while the invitations are turned, and the other way round', () => {
    const view = viewOf({ q: ['kim', 'lee'], page: 'abc', invitations: 'def', done: 'role' });
    expect(addressOf('/m', view)).toBe('/m?q=kim&page=abc&invitations=def');
    expect(addressOf('/m', view, { invitations: 'ghi' })).toBe('/m?q=kim&page=abc&invitations=ghi');
    expect(addressOf('/m', view, { page: '' })).toBe('/m?q=kim&invitations=def');
    expect(addressOf('/m', viewOf({}))).toBe('/m');
  });
});
