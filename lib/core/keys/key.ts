import { z } from 'zod';
import { limitsShown } from './limits';

/** The lives of a key: a disabled one can be enabled again; expired and revoked are final. */
export const statuses = ['active', 'disabled', 'expired', 'revoked'] as const;
export type Status = (typeof statuses)[number];

export const types = ['API_KEY', 'BEARER_TOKEN'] as const;

/** When, from where and with what something was used. */
export const use = z.object({ at: z.date(), address: z.string().nullable(), userAgent: z.string().nullable() });
export type Use = z.output<typeof use>;

/** A key as everyone who may see it sees it: nothing here helps to guess the secret. */
export const key = z.object({
  id: z.uuid(),
  name: z.string(),
  type: z.enum(types),
  scopes: z.array(z.string()),
  addresses: z.array(z.object({ source: z.string(), description: z.string() })),
  status: z.enum(statuses),
  keySuffix: z.string(),
  /** Grows with every change of name, scopes, expiry or addresses. */
  version: z.int(),
  createdAt: z.date(),
  expiresAt: z.date().nullable(),
  disabledAt: z.date().nullable(),
  revokedAt: z.date().nullable(),
  rotatedAt: z.date().nullable(),
  createdBy: z.object({ id: z.uuid(), name: z.string(), email: z.string(), role: z.enum(['owner', 'admin', 'member']).nullable() }),
  ...limitsShown,
  lastUsed: use.nullable(),
});

export type Key = z.output<typeof key>;

/** What is told once, in the answer to a key's creation or rotation. */
export const revealed = z.object({ plaintext: z.string(), keyId: z.string(), secret: z.string() });
export type Revealed = z.output<typeof revealed>;
