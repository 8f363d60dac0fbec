import { z } from 'zod';
import { shape } from '../rest/shape';
import { time, uuid } from './wire';

export const me = shape({
  tag: 'Me',
  description: 'Which key this is, whom it acts for, where, and what it may do now. Every key may ask.',
  result: z
    .object({
      key: z.object({ id: uuid, keyId: z.string().nullable(), name: z.string(), type: z.enum(['API_KEY', 'BEARER_TOKEN']), scopes: z.array(z.string()), expiresAt: time.nullable() }),
      organization: z.object({ id: uuid, name: z.string(), slug: z.string() }),
      user: z.object({ id: uuid, name: z.string(), email: z.string(), role: z.enum(['owner', 'admin', 'member']) }),
    })
    .meta({ id: 'Me' }),
  toInput: () => ({}),
});
