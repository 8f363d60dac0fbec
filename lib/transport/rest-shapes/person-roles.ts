import type { Role } from '@/lib/core/access';
import { invalid } from '@/lib/core/refusal';
import type { AssignedRole } from './wire';

/** The compatible API's roles of a person. */
export const personRoles = ['admin', 'developer'] as const;
export type PersonRole = (typeof personRoles)[number];

const ids: Record<Role, { id: string; name: string }> = {
  owner: { id: '5c3d7d0e-53b1-4b3e-8a15-6f2a9f0b0001', name: 'Owner' },
  admin: { id: '5c3d7d0e-53b1-4b3e-8a15-6f2a9f0b0002', name: 'Admin' },
  member: { id: '5c3d7d0e-53b1-4b3e-8a15-6f2a9f0b0003', name: 'Member' },
};

/** Owners and admins read as admin, members as developer. */
export const compatibleRole = (role: Role): PersonRole => (role === 'member' ? 'developer' : 'admin');

export const assignedPersonRole = (role: Role): AssignedRole => ({ roleId: ids[role].id, roleName: ids[role].name, roleType: 'system' });

/**
 * The role that is asked for. One that reads as the present one does stays as it is: nobody is demoted by being shown.
 * @throws Refusal `invalid` for an unknown one, or two that differ.
 */
export function roleAsked(asked: { role?: unknown; assignedRoleIds?: unknown }, now?: Role): Role {
  const named = asked.role as PersonRole | undefined;
  const [id] = (asked.assignedRoleIds ?? []) as string[];
  const exact = id === undefined ? undefined : roles.find((role) => ids[role].id === id.toLowerCase());
  if (id !== undefined && !exact) throw invalid('assignedRoleIds', 'unknown_role');
  if (named && exact && compatibleRole(exact) !== named) throw invalid('role', 'roles_and_scopes');
  if (exact) return exact;
  if (!named) throw invalid('role', 'required');
  if (now && compatibleRole(now) === named) return now;
  return named === 'admin' ? 'admin' : 'member';
}

const roles = Object.keys(ids) as Role[];
