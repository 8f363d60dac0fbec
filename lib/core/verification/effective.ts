import { once } from '@/lib/once';
import type { Role } from '../access';
import { effectiveScopes } from '../keys/scopes';

const most = 1_000;

const known = () => once('effective scopes', () => new Map<Role, Map<string, readonly string[]>>());

/**
 * What scopes as granted (separated by spaces) come to for a role: the same array each time.
 * It follows from its arguments alone, so remembering it says nothing about any key.
 */
export function effectiveScopesOf(granted: string, role: Role): readonly string[] {
  const remembered = ofRole(role);
  let scopes = remembered.get(granted);
  if (scopes) return scopes;
  if (remembered.size >= most) remembered.clear();
  remembered.set(granted, (scopes = effectiveScopes(granted.split(' '), role)));
  return scopes;
}

function ofRole(role: Role): Map<string, readonly string[]> {
  let remembered = known().get(role);
  if (!remembered) known().set(role, (remembered = new Map()));
  return remembered;
}
