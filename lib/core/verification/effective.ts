import { once } from '@/lib/once';
import type { Role } from '../access';
import { effectiveScopes } from '../keys/scopes';

const most = 1_000;

const known = () => once('effective scopes', () => new Map<string, readonly string[]>());

/**
 * What scopes as granted (separated by spaces) come to for a role: the same array each time.
 * It follows from its arguments alone, so remembering it says nothing about any key.
 */
export function effectiveScopesOf(granted: string, role: Role): readonly string[] {
  const remembered = known();
  const question = `${role} ${granted}`;
  let scopes = remembered.get(question);
  if (scopes) return scopes;
  if (remembered.size >= most) remembered.clear();
  remembered.set(question, (scopes = effectiveScopes(granted.split(' '), role)));
  return scopes;
}
