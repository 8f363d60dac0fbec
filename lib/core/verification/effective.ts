import { remembering } from '@/lib/remembering';
import type { Role } from '../access';
import { effectiveScopes } from '../keys/scopes';

/** What scopes as granted (separated by spaces) come to for a role: the same array each time. */
export const effectiveScopesOf = (granted: string, role: Role): readonly string[] => ofRole(role)(granted);

const ofRole = remembering(3, (role) => remembering(1_000, (granted) => effectiveScopes(granted.split(' '), role as Role)));
