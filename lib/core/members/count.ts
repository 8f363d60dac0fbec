import { z } from 'zod';
import { countOpenInvitations } from '../invitations/store';
import { ofOrganization, operation } from '../operation';
import { countRoles } from './store';

/** How many people there are; `total` includes those who are invited and have not come yet. */
export const countMembers = operation({
  name: 'count_members',
  effect: 'read',
  scope: 'organization',
  permission: 'member:read',
  input: z.strictObject({ ...ofOrganization }),
  output: z.object({ total: z.int(), active: z.int(), pending: z.int(), admins: z.int(), owners: z.int() }),
  async run({ db, access }) {
    const roles = await countRoles(db, access.organizationId);
    const pending = await countOpenInvitations(db, access.organizationId);
    const active = roles.owner + roles.admin + roles.member;
    return { total: active + pending, active, pending, admins: roles.admin, owners: roles.owner };
  },
});
