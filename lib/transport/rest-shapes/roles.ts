import { presetScopes } from '@/lib/core/keys/scopes';
import { invalid } from '@/lib/core/refusal';
import type { AssignedRole } from './wire';

/** The compatible API's roles of a key: each is a set of scopes under that name. */
export const keyRoles = ['admin', 'developer', 'query_endpoints'] as const;
export type KeyRole = (typeof keyRoles)[number];

const keyRoleIds: Record<KeyRole, { id: string; name: string }> = {
  admin: { id: '5c3d7d0e-53b1-4b3e-8a15-6f2a9f0a0001', name: 'Admin' },
  developer: { id: '5c3d7d0e-53b1-4b3e-8a15-6f2a9f0a0002', name: 'Developer' },
  query_endpoints: { id: '5c3d7d0e-53b1-4b3e-8a15-6f2a9f0a0003', name: 'Query Endpoints' },
};

/** The roles that scopes read as: one, or none for a selection of the key's own. */
export function rolesOf(scopes: readonly string[]): KeyRole[] {
  return keyRoles.filter((role) => same(scopes, presetScopes(role) ?? []));
}

export const assignedKeyRoles = (scopes: readonly string[]): AssignedRole[] =>
  rolesOf(scopes).map((role) => ({ roleId: keyRoleIds[role].id, roleName: keyRoleIds[role].name, roleType: 'system' }));

type Asked = { roles?: string[]; assignedRoleIds?: string[]; scopes?: string[] };

/**
 * The scopes that roles, role ids or scopes ask for; undefined when none of them is there, or only says what is so already.
 * @throws Refusal `invalid` for an unknown one, for an empty list, or when two of them say different things.
 */
export function scopesAsked({ roles, assignedRoleIds, scopes }: Asked, now?: readonly string[]): string[] | undefined {
  const shown = now && rolesOf(now);
  const asked = [
    roles && !(shown && same(roles, shown)) && scopesOfRoles(roles, 'roles'),
    assignedRoleIds && !(shown && same(assignedRoleIds, shown.map((role) => keyRoleIds[role].id))) && scopesOfRoles(assignedRoleIds.map(roleOfId), 'assignedRoleIds'),
    scopes && !(now && same(scopes, now)) && scopes,
  ].filter((given) => given !== undefined && given !== false);
  const [first, ...others] = asked;
  if (first && others.some((other) => !same(first, other))) throw invalid('roles', 'roles_and_scopes');
  return first && [...first];
}

function scopesOfRoles(roles: readonly string[], field: string): string[] {
  if (roles.length === 0) throw invalid(field, 'required');
  return [
    ...new Set(
      roles.flatMap((role) => {
        const scopes = (keyRoles as readonly string[]).includes(role) ? presetScopes(role) : undefined;
        if (!scopes) throw invalid(field, 'unknown_role');
        return [...scopes];
      }),
    ),
  ];
}

const roleOfId = (id: string): string => keyRoles.find((role) => keyRoleIds[role].id === id.toLowerCase()) ?? '';

const same = (some: readonly string[], others: readonly string[]): boolean =>
  new Set(some).size === new Set(others).size && some.every((one) => others.includes(one));
