import { z } from 'zod';

/** Counting a member's keys ends here: counting on would read every row. */
export const mostKeysCounted = 100;

export const role = z.enum(['owner', 'admin', 'member']);

/** A member as every member sees them. */
export const member = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  role,
  joinedAt: z.date(),
  keys: z.int().max(mostKeysCounted).describe(`How many keys of theirs work, or could be enabled again; counting ends at ${mostKeysCounted}.`),
  lastSeenAt: z.date().nullable(),
});

export type Member = z.output<typeof member>;
