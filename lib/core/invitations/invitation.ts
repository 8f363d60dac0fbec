import { z } from 'zod';
import { role } from '../members/member';

/** `unsent`: the mail server has not taken it. Expired and unsent ones can be sent again. */
export const states = ['pending', 'unsent', 'expired'] as const;

/** An invitation that is neither accepted nor withdrawn, as admins and owners see it. */
export const invitation = z.object({
  id: z.uuid(),
  email: z.string(),
  role,
  state: z.enum(states),
  delivery: z.enum(['mail', 'link']),
  createdAt: z.date(),
  expiresAt: z.date(),
  invitedBy: z.object({ id: z.uuid(), name: z.string() }).nullable(),
});

export type Invitation = z.output<typeof invitation>;

/** An invitation just made or sent anew. The token is there once, and only where no mail is set up. */
export const sent = invitation.extend({ token: z.string().nullable() });
export type Sent = z.output<typeof sent>;
