import type { Role } from '@/db/schema';
import type { Claim } from './idempotency/store';

export type { Role };

/** Proof that the door let the caller into this organization; only `operation` mints one. */
export type OrganizationId = string & { readonly minted: unique symbol };

/** On whose behalf something is asked. */
export type Actor =
  | { kind: 'nobody' }
  | { kind: 'member'; userId: string; sessionId: string }
  | { kind: 'key'; keyId: string; scopes: readonly string[] }
  | { kind: 'system'; name: string };

/** Which door a request came through. */
export type Door = 'console' | 'rest' | 'mcp' | 'command';

/** Who asks, and what the record keeps of how. */
export type Caller = {
  actor: Actor;
  door: Door;
  requestId: string;
  address: string | null;
  userAgent: string | null;
  /** The claim on an Idempotency-Key, which is settled in the transaction of what it claims. */
  claim?: Claim;
  /** How the thing that is to be changed must be; judged under its lock, in the transaction that changes it. */
  onlyIf?: (now: unknown) => boolean;
};

/** Whether a permission reaches what one made oneself, or everything in the organization. */
export type Reach = 'own' | 'all';

/** A rule without a scope is for people alone: no key can do it. */
export type Rule = { scope: string | null } & Partial<Record<Role, Reach>>;

/** The one policy table: who may do what, how far it reaches, and which scope a key needs for it. */
export const policy = {
  'key:create': { scope: 'key:create', owner: 'own', admin: 'own', member: 'own' },
  'key:read': { scope: 'key:read', owner: 'all', admin: 'all', member: 'own' },
  'key:update': { scope: 'key:update', owner: 'own', admin: 'own', member: 'own' },
  'key:disable': { scope: 'key:update', owner: 'all', admin: 'all', member: 'own' },
  'key:revoke': { scope: 'key:delete', owner: 'all', admin: 'all', member: 'own' },
  'organization:plaintext': { scope: null, owner: 'all' },
  'member:add': { scope: 'member:create' },
  'member:read': { scope: 'member:read', owner: 'all', admin: 'all', member: 'all' },
  'member:update': { scope: 'member:update', owner: 'all', admin: 'all' },
  'member:remove': { scope: 'member:delete', owner: 'all', admin: 'all' },
  'member:leave': { scope: null, owner: 'own', admin: 'own', member: 'own' },
  'invitation:read': { scope: 'invitation:read', owner: 'all', admin: 'all' },
  'invitation:create': { scope: 'invitation:create', owner: 'all', admin: 'all' },
  'invitation:withdraw': { scope: 'invitation:delete', owner: 'all', admin: 'all' },
  'organization:read': { scope: 'organization:read', owner: 'all', admin: 'all', member: 'all' },
  'organization:update': { scope: 'organization:update', owner: 'all' },
  'organization:delete': { scope: null, owner: 'all' },
  'audit:read': { scope: 'audit:read', owner: 'all', admin: 'all', member: 'own' },
} as const satisfies Record<string, Rule>;

export type Permission = keyof typeof policy;

/** How far the role's permission reaches; null where it has none. */
export function reachOf(role: Role, permission: Permission): Reach | null {
  return (policy[permission] as Rule)[role] ?? null;
}

/** Which role a page of the console needs beyond membership; pages not named need none. */
const pageRoles: Readonly<Record<string, readonly Role[]>> = {
  audit: ['owner', 'admin'],
};

/** Whether a page of the console asks for more than membership. */
export const isGuarded = (page: string | undefined): page is string => page !== undefined && Object.hasOwn(pageRoles, page);

/** Whether that role, or a stranger's null, opens the page: asked by the page itself too, for the middleware is no authority. */
export const mayOpen = (page: string, role: Role | null): boolean => role !== null && (!isGuarded(page) || pageRoles[page]!.includes(role));

/** What the door found out before it let the caller in. */
export type Access = {
  organizationId: OrganizationId;
  /** The person who acts, or for whom a key acts; null for the system. */
  userId: string | null;
  role: Role | 'system';
  reach: Reach;
};

/** The person's id, where only a person (or a person's key) can have come this far. */
export function person(access: Access): string {
  if (access.userId === null) throw new Error('the system has no keys of its own');
  return access.userId;
}
