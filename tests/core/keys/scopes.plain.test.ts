import { describe, expect, test } from 'vitest';
import { allows, beyond, catalogue, effectiveScopes, everything, presetScopes } from '@/lib/core/keys/scopes';
import { policy, type Role, type Rule } from '@/lib/core/access';

const roles: Role[] = ['owner', 'admin', 'member'];

describe('[S7] empty, missing or half a scope never means all', () => {
  test.each([[[]], [['']], [['*']], [[':*']], [['key']], [['key:']], [['*:read']], [['**']]])('%j allows nothing', (granted) => {
    for (const scope of effectiveScopes([everything], 'owner')) expect(allows(granted, scope), scope).toBe(false);
    for (const role of roles) expect(effectiveScopes(granted, role)).toEqual([]);
  });
});

test('a resource’s star allows its actions and not those of a longer name', () => {
  expect(allows(['table:*'], 'table:read')).toBe(true);
  expect(allows(['table:*'], 'table:data:read')).toBe(false);
  expect(allows(['table:data:*'], 'table:data:read')).toBe(true);
});

test('everything is what the role may do: management scopes that its policy lacks are left out', () => {
  for (const role of roles) {
    const granted = effectiveScopes([everything], role);
    for (const group of catalogue()) {
      for (const action of group.actions) {
        const scope = `${group.resource}:${action}`;
        const may = !group.management || Object.values<Rule>(policy).some((rule) => rule.scope === scope && rule[role] !== undefined);
        expect(granted.includes(scope), `${role} ${scope}`).toBe(may);
      }
    }
    expect(granted).not.toContain(everything);
  }
});

test('beyond a role is what grants it nothing', () => {
  expect(beyond('owner')).toEqual([]);
  expect(beyond('member')).toEqual(['member:update', 'member:delete', 'invitation:read', 'invitation:create', 'invitation:delete', 'organization:update']);
});

test('the preset for reading holds only scopes that read', () => {
  const reading = presetScopes('read_only')!;
  expect(reading.length).toBeGreaterThan(0);
  for (const scope of reading) expect(scope).toMatch(/:read$/);
});
