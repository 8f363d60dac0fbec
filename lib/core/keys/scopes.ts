import { once } from '@/lib/once';
import { policy, type Role, type Rule } from '../access';
import { everything, loadCatalogue, scopesOf, type Catalogue, type Group, type Preset } from './catalogue';

export { everything } from './catalogue';

/** A scope of the catalogue, with the star that includes it. */
type Entry = { scope: string; star: string };
type Compiled = Catalogue & { known: ReadonlySet<string>; byRole: Record<Role, readonly Entry[]> };

const compiled = () => once('scopes', () => compile(loadCatalogue()));

/** The groups of scopes that there are here. @throws EnvironmentError at the first call when SCOPES_FILE is wrong. */
export const catalogue = (): readonly Group[] => compiled().groups;

/** The sets of scopes that are offered by name. */
export const presets = (): readonly Preset[] => compiled().presets;

/** The scopes of a preset; undefined when there is none of that name. */
export const presetScopes = (name: string): readonly string[] | undefined => presets().find((preset) => preset.name === name)?.scopes;

/** Whether the catalogue has the scope: one of it, a resource's star, or everything. */
export const isKnown = (scope: string): boolean => compiled().known.has(scope);

/** Whether the scopes as granted include this one. Missing or empty scopes include nothing. */
export function allows(granted: readonly string[], scope: string): boolean {
  const resource = scope.slice(0, scope.lastIndexOf(':'));
  return granted.includes(scope) || granted.includes(`${resource}:*`) || granted.includes(everything);
}

/** What a key may do: its scopes, expanded, less what its creator's role may not do now. In the catalogue's order. */
export function effectiveScopes(granted: readonly string[], role: Role): readonly string[] {
  const all = granted.includes(everything);
  const scopes: string[] = [];
  for (const { scope, star } of compiled().byRole[role]) {
    if (all || granted.includes(scope) || granted.includes(star)) scopes.push(scope);
  }
  return scopes;
}

/** The scopes of the catalogue that grant nothing to who has the role. */
export function beyond(role: Role): readonly string[] {
  const within = new Set(effectiveScopes([everything], role));
  return catalogue().flatMap(scopesOf).filter((scope) => !within.has(scope));
}

function compile(loaded: Catalogue): Compiled {
  const { groups } = loaded;
  const known = new Set([everything, ...groups.flatMap((group) => [...scopesOf(group), `${group.resource}:*`])]);
  const ofRole = (role: Role) =>
    groups.flatMap((group) => scopesOf(group).filter((scope) => roleMay(role, group, scope)).map((scope) => ({ scope, star: `${group.resource}:*` })));
  return { ...loaded, known, byRole: { owner: ofRole('owner'), admin: ofRole('admin'), member: ofRole('member') } };
}

/** Roles limit the management scopes only; what the services behind Latchkey make of theirs is their affair. */
function roleMay(role: Role, group: Group, scope: string): boolean {
  return !group.management || Object.values<Rule>(policy).some((rule) => rule.scope === scope && rule[role] !== undefined);
}
