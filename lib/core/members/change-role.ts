import { z } from 'zod';
import { id } from '../input';
import { withdrawInvitationsOf } from '../invitations/withdrawal';
import { ofOrganization, operation } from '../operation';
import { Refusal } from '../refusal';
import { member, role } from './member';
import { memberToChange, refuseLastOwner, refuseToTouchOwners } from './ranks';
import { updateRole } from './store';
import { thisMember } from './thing';

/** Gives a member another role; it counts from the next request, for their keys too. */
export const changeRole = operation({
  name: 'change_member_role',
  effect: 'write',
  scope: 'organization',
  permission: 'member:update',
  rest: { method: 'PATCH', path: '/v1/organizations/{organization}/members/{member}', summary: 'Change a member' },
  mcp: { title: 'Change a role', description: 'Gives a member another role. It counts at once, for their keys too. Only owners make or touch owners.', destructive: true },
  locks: 'organization',
  thing: thisMember,
  input: z.strictObject({ ...ofOrganization, member: id, role }),
  output: member,
  async run({ db, access, input }) {
    const before = await memberToChange(db, access, input.member);
    refuseToTouchOwners(access, before.role, input.role);
    if (before.role === input.role) throw new Refusal('conflict', { problem: 'role_unchanged' });
    if (input.role !== 'owner') await refuseLastOwner(db, access, before);
    await updateRole(db, access.organizationId, before.id, input.role);
    const withdrawn = await withdrawInvitationsOf(db, access.organizationId, before.id, input.role);
    return {
      result: { ...before, role: input.role },
      audit: [
        { action: 'member.role_changed', entity: 'member', entityId: before.id, entityName: before.email, before: { role: before.role }, after: { role: input.role } },
        ...withdrawn,
      ],
    };
  },
});
