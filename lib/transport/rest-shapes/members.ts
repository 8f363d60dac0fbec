import { z } from 'zod';
import type { Member } from '@/lib/core/members/member';
import { invalid } from '@/lib/core/refusal';
import { shape } from '../rest/shape';
import { eachPage } from './every-page';
import { assignedPersonRole, compatibleRole, personRoles, roleAsked } from './person-roles';
import { assignedRole, time, uuid } from './wire';

const tag = 'Members';

const member = z
  .object({ userId: uuid, name: z.string(), email: z.string(), role: z.enum(personRoles), joinedAt: time, assignedRoles: z.array(assignedRole) })
  .meta({ id: 'Member', description: '`role` is what the compatible API knows; the exact one stands in `assignedRoles`.' });

const onWire = ({ id, name, email, role, joinedAt }: Member) => ({ userId: id, name, email, role: compatibleRole(role), joinedAt, assignedRoles: [assignedPersonRole(role)] });
const version = ({ id, role, joinedAt }: Member) => JSON.stringify([id, role, joinedAt]);

export const listMembers = shape({
  tag,
  description: 'Everybody in the organization.',
  result: z.array(member),
  call: (list, { caller }, input) => eachPage(list, caller, input),
  toResult: (members: Member[]) => members.map(onWire),
});

export const getMember = shape({ tag, description: 'One member.', result: member, toResult: onWire, version });

export const updateMember = shape({
  tag,
  description: 'Changes the role of a member. A role that already reads as asked stays what it is. Only owners make owners.',
  body: z.strictObject({ role: z.enum(personRoles, 'unknown_role').optional(), assignedRoleIds: z.array(uuid).length(1, 'unknown_role').optional() }),
  result: member,
  change: {
    guard: version,
    toInput(now: Member, { path, body }) {
      if (body.role === undefined && body.assignedRoleIds === undefined) throw invalid('role', 'required');
      const role = roleAsked(body, now.role);
      return role === now.role ? null : { input: { organization: path.organization, member: path.member, role } };
    },
  },
  toResult: onWire,
  version,
  example: { body: { role: 'developer' } },
});

export const deleteMember = shape({ tag, description: 'Removes a member. Their keys in the organization are revoked at once.', result: null, guard: version });
