import { z } from 'zod';

export const role = z.enum(['owner', 'admin', 'member']);

/** A member as every member sees them. */
export const member = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  role,
  joinedAt: z.date(),
  /** How many keys of theirs work, or could be enabled again. */
  keys: z.int(),
  lastSeenAt: z.date().nullable(),
});

export type Member = z.output<typeof member>;
