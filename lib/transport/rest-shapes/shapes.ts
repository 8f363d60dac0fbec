import type { Shape } from '../rest/shape';
import * as activities from './activities';
import * as audit from './audit';
import * as invitations from './invitations';
import * as keys from './keys';
import { me } from './me';
import * as members from './members';
import * as organizations from './organizations';

/** The shapes by the operation's name, or by the name that the operation gives. */
export const shapes: Record<string, Shape> = {
  who_am_i: me,
  organizations_of_key: organizations.listOrganizations,
  get_organization: organizations.getOrganization,
  rename_organization: organizations.updateOrganization,
  list_keys: keys.listKeys,
  create_key: keys.createKey,
  get_key: keys.getKeyShape,
  update_key: keys.updateKey,
  revoke_key: keys.deleteKey,
  rotate_key: keys.rotateKey,
  get_key_usage: keys.keyUsage,
  list_members: members.listMembers,
  get_member: members.getMember,
  change_member_role: members.updateMember,
  remove_member: members.deleteMember,
  list_invitations: invitations.listInvitations,
  get_invitation: invitations.getInvitation,
  create_invitations: invitations.createInvitation,
  withdraw_invitation: invitations.deleteInvitation,
  list_activities: activities.listActivities,
  get_activity: activities.getActivity,
  list_audit_events: audit.listAuditEvents,
  get_audit_event: audit.getAuditEvent,
};
