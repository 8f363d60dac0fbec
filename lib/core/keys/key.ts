import { z } from 'zod';

/** The lives of a key: a disabled one can be enabled again; expired and revoked are final. */
export const statuses = ['active', 'disabled', 'expired', 'revoked'] as const;
export type Status = (typeof statuses)[number];

/** A key as everyone who may see it sees it: nothing here helps to guess the secret. */
export const key = z.object({
  id: z.uuid(),
  name: z.string(),
  type: z.enum(['API_KEY', 'BEARER_TOKEN']),
  scopes: z.array(z.string()),
  status: z.enum(statuses),
  keySuffix: z.string(),
  createdAt: z.date(),
  expiresAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
  createdBy: z.object({ id: z.uuid(), name: z.string(), email: z.string(), role: z.enum(['owner', 'admin', 'member']).nullable() }),
  lastUsed: z.object({ at: z.date(), address: z.string().nullable() }).nullable(),
});

export type Key = z.output<typeof key>;

/** What is told once, in the answer to a key's creation. */
export const revealed = z.object({ plaintext: z.string(), keyId: z.string(), secret: z.string() });
export type Revealed = z.output<typeof revealed>;
