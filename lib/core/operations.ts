import { getAuditEvent } from './audit/get';
import { listAuditEvents } from './audit/list';
import { createInvitations } from './invitations/create';
import { getInvitation } from './invitations/get';
import { listInvitations } from './invitations/list';
import { withdrawInvitation } from './invitations/withdraw';
import { createKey } from './keys/create';
import { disableKey } from './keys/disable';
import { enableKey } from './keys/enable';
import { getKey } from './keys/get';
import { listKeys } from './keys/list';
import { reportKeys } from './keys/report';
import { revokeKey } from './keys/revoke';
import { rotateKey } from './keys/rotate';
import { updateKey } from './keys/update';
import { getKeyUsage } from './keys/usage';
import { whoAmI } from './me/who-am-i';
import { changeRole } from './members/change-role';
import { getMember } from './members/get';
import { listMembers } from './members/list';
import { removeMember } from './members/remove';
import type { Operation } from './operation';
import { getOrganization } from './organizations/get';
import { renameOrganization } from './organizations/rename';

/** Every operation that programs can reach, in the order in which the doors list them. */
export const operations = [
  whoAmI,
  getOrganization,
  renameOrganization,
  listKeys,
  getKey,
  createKey,
  updateKey,
  rotateKey,
  disableKey,
  enableKey,
  revokeKey,
  getKeyUsage,
  reportKeys,
  listMembers,
  getMember,
  changeRole,
  removeMember,
  listInvitations,
  getInvitation,
  createInvitations,
  withdrawInvitation,
  listAuditEvents,
  getAuditEvent,
] as unknown as readonly Operation[];
