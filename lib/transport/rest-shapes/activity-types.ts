import type { Entry } from '@/lib/core/audit/entry';

/** The compatible API's words for what happens here; what it has no word for is no activity. */
const types: Record<string, string> = {
  'organization.created': 'create_organization',
  'organization.updated': 'organization_update_name',
  'invitation.created': 'organization_invite_create',
  'invitation.resent': 'organization_invite_create',
  'invitation.withdrawn': 'organization_invite_delete',
  'member.joined': 'organization_member_join',
  'member.left': 'organization_member_leave',
  'member.removed': 'organization_member_delete',
  'member.role_changed': 'organization_member_update_role',
  'session.started': 'user_login',
  'session.failed': 'user_login_failed',
  'session.ended': 'user_logout',
  'key.created': 'key_create',
  'key.revoked': 'key_delete',
  'key.updated': 'openapi_key_update',
  'key.disabled': 'openapi_key_update',
  'key.enabled': 'openapi_key_update',
  'key.rotated': 'openapi_key_update',
};

export const activityTypes = [...new Set(Object.values(types))] as [string, ...string[]];

export const keyUpdateTypes = ['created', 'deleted', 'name-changed', 'role-changed', 'state-changed', 'date-changed', 'ip-access-list-changed'] as const;

export function activityType({ action, after }: Entry): string | undefined {
  if (action === 'organization.updated' && !(after && 'name' in after)) return undefined;
  return types[action];
}

const ofAction: Record<string, (typeof keyUpdateTypes)[number]> = {
  'key.created': 'created',
  'key.revoked': 'deleted',
  'key.disabled': 'state-changed',
  'key.enabled': 'state-changed',
};

const ofField: Record<string, (typeof keyUpdateTypes)[number]> = {
  name: 'name-changed',
  scopes: 'role-changed',
  expiresAt: 'date-changed',
  addresses: 'ip-access-list-changed',
};

/** What of a key was changed; the first of several. */
export function keyUpdateType({ action, after }: Entry): (typeof keyUpdateTypes)[number] | undefined {
  if (action !== 'key.updated') return ofAction[action];
  return Object.keys(ofField).map((field) => (after && field in after ? ofField[field] : undefined)).find((found) => found);
}
