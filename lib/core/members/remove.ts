import { z } from 'zod';
import { id } from '../input';
import { ofOrganization, operation } from '../operation';
import { Refusal } from '../refusal';
import { depart } from './departure';
import { memberToChange, refuseLastOwner, refuseToTouchOwners } from './ranks';
import { thisMember } from './thing';

/** Ends another person's membership; their keys, and their access to this organization, are over when it returns. */
export const removeMember = operation({
  name: 'remove_member',
  effect: 'write',
  scope: 'organization',
  permission: 'member:remove',
  rest: { method: 'DELETE', path: '/v1/organizations/{organization}/members/{member}', summary: 'Remove a member' },
  mcp: { title: 'Remove a member', description: 'Ends a membership. The member’s keys in this organization are revoked at once.', destructive: true },
  locks: 'organization',
  thing: thisMember,
  input: z.strictObject({ ...ofOrganization, member: id }),
  output: z.object({ id: z.uuid(), name: z.string() }),
  async run({ db, access, input }) {
    if (input.member === access.userId) throw new Refusal('conflict', { problem: 'leave_instead' });
    const member = await memberToChange(db, access, input.member);
    refuseToTouchOwners(access, member.role);
    await refuseLastOwner(db, access, member);
    const audit = await depart(db, access.organizationId, member, access.userId, 'removed');
    return { result: { id: member.id, name: member.name }, audit };
  },
});
