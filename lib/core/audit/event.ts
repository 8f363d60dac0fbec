/** What can be changed, and so stands in the log. */
export type Entity = 'organization' | 'key' | 'member' | 'account' | 'session' | 'invitation';

/** Everything that leaves an event. */
export type Action =
  | 'organization.created'
  | 'member.joined'
  | 'account.created'
  | 'session.started'
  | 'session.failed'
  | 'session.ended'
  | 'key.created'
  | 'key.updated'
  | 'key.disabled'
  | 'key.enabled'
  | 'key.rotated'
  | 'key.old_secret_ended'
  | 'key.revoked'
  | 'key.revealed'
  | 'organization.updated'
  | 'organization.deleted'
  | 'member.role_changed'
  | 'member.removed'
  | 'member.left'
  | 'invitation.created'
  | 'invitation.resent'
  | 'invitation.withdrawn'
  | 'invitation.accepted'
  | 'account.updated'
  | 'account.password_changed'
  | 'account.reset_requested'
  | 'account.password_reset'
  | 'account.identity_linked';

/** One thing changed. `before` and `after` hold the fields that differ, and never a secret or a hash. */
export type AuditEvent = {
  action: Action;
  entity: Entity;
  entityId: string;
  /** What the thing was called at that time. */
  entityName: string;
  /** Where the event belongs when the door has not settled it: set-up, sign-in. */
  organizationId?: string;
  /** Who did it, where the caller was nobody yet. */
  by?: { id: string; name: string };
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
};

/** At least one. */
export type AuditEvents = [AuditEvent, ...AuditEvent[]];

/** In place of events where everything was already as asked for: nothing was written. */
export type Unchanged = 'unchanged';

/** What a write leaves that may have found everything as it was asked for. */
export const orUnchanged = ([first, ...others]: AuditEvent[]): AuditEvents | Unchanged => (first ? [first, ...others] : 'unchanged');
