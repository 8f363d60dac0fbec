import { z } from 'zod';
import type { Invitation, Sent } from '@/lib/core/invitations/invitation';
import { shape } from '../rest/shape';
import { eachPage } from './every-page';
import { assignedPersonRole, compatibleRole, personRoles, roleAsked } from './person-roles';
import { assignedRole, time, uuid } from './wire';

const tag = 'Invitations';

const invitation = z
  .object({ id: uuid, email: z.string(), role: z.enum(personRoles), createdAt: time, expireAt: time, assignedRoles: z.array(assignedRole) })
  .meta({ id: 'Invitation' });

const onWire = ({ id, email, role, createdAt, expiresAt }: Invitation) => ({ id, email, role: compatibleRole(role), createdAt, expireAt: expiresAt, assignedRoles: [assignedPersonRole(role)] });

export const listInvitations = shape({
  tag,
  description: 'The invitations that nobody has accepted or withdrawn.',
  result: z.array(invitation),
  call: (list, { caller }, input) => eachPage(list, caller, input),
  toResult: (invitations: Invitation[]) => invitations.map(onWire),
});

export const getInvitation = shape({ tag, description: 'One invitation.', result: invitation, toResult: onWire });

export const createInvitation = shape({
  tag,
  description: 'Invites somebody: by mail where it is set up. Where it is not, somebody has to hand over the link: ask for it with `link`, or send the invitation again in the console. It stands in this answer and nowhere else.',
  body: z.strictObject({
    email: z.string().max(254, 'email').meta({ example: 'kim@example.com' }),
    role: z.enum(personRoles, 'unknown_role').optional(),
    assignedRoleIds: z.array(uuid).length(1, 'unknown_role').optional(),
    link: z.boolean().optional().meta({ description: 'Whether to answer with the link.' }),
  }),
  result: invitation.extend({ link: z.string().nullable().optional().meta({ description: 'Only where it was asked for. Null where the invitation went by mail.' }) }).meta({ id: 'CreatedInvitation' }),
  toInput: ({ path, body }) => ({ ...path, emails: [body.email], role: roleAsked(body) }),
  fields: { 'emails.0': 'email', emails: 'email' },
  toResult: ([made]: Sent[], { body, origin }) => ({ ...onWire(made!), ...(body.link === true && { link: made!.token && `${origin}/invitation/${made!.token}` }) }),
  example: { body: { email: 'kim@example.com', role: 'developer' } },
});

export const deleteInvitation = shape({ tag, description: 'Withdraws an invitation: its link works no more.', result: null });
