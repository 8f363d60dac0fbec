import { policy, type Role, type Rule } from '../access';

type Group = { name: string; resource: string; actions: readonly string[]; management?: true };

const fourVerbs = ['read', 'create', 'update', 'delete'] as const;

/** What a key can be good for, by group: first the services behind Latchkey, then Latchkey itself. */
export const catalogue: readonly Group[] = [
  { name: 'project', resource: 'project', actions: fourVerbs },
  { name: 'environment', resource: 'environment', actions: fourVerbs },
  { name: 'table', resource: 'table', actions: fourVerbs },
  { name: 'table_data', resource: 'table:data', actions: fourVerbs },
  { name: 'dashboard', resource: 'dashboard', actions: ['read'] },
  { name: 'key', resource: 'key', actions: fourVerbs },
  { name: 'member', resource: 'member', actions: ['read', 'update', 'delete'], management: true },
  { name: 'invitation', resource: 'invitation', actions: ['read', 'create', 'delete'], management: true },
  { name: 'organization', resource: 'organization', actions: ['read', 'update'], management: true },
  { name: 'audit', resource: 'audit', actions: ['read'], management: true },
];

/** Everything, as far as its holder may. */
export const everything = '*:*';

const scopesOf = (group: Group) => group.actions.map((action) => `${group.resource}:${action}`);

const all: readonly string[] = catalogue.flatMap(scopesOf);

export const presets = {
  read_only: all.filter((scope) => scope.endsWith(':read')),
} as const satisfies Record<string, readonly string[]>;

/** Whether the scopes as granted include this one. Missing or empty scopes include nothing. */
export function allows(granted: readonly string[], scope: string): boolean {
  const resource = scope.slice(0, scope.lastIndexOf(':'));
  return granted.includes(scope) || granted.includes(`${resource}:*`) || granted.includes(everything);
}

/** What a key may do: its scopes, expanded, less what its creator's role may not do now. In the catalogue's order. */
export function effectiveScopes(granted: readonly string[], role: Role): readonly string[] {
  return all.filter((scope) => allows(granted, scope) && roleMay(role, scope));
}

const managementScopes = new Set(catalogue.filter((group) => group.management).flatMap(scopesOf));

/** Roles limit the management scopes only; what the services behind Latchkey make of theirs is their affair. */
function roleMay(role: Role, scope: string): boolean {
  if (!managementScopes.has(scope)) return true;
  return Object.values<Rule>(policy).some((rule) => rule.scope === scope && rule[role] !== undefined);
}
