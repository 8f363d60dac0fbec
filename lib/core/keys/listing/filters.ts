import { z } from 'zod';
import { id, text } from '../../input';
import { statuses, types } from '../key';

export const hygiene = ['never_expires', 'idle_90_days', 'never_used', 'expiring_14_days'] as const;
export type Hygiene = (typeof hygiene)[number];

/** Newest or oldest first, by name, by what ends next, or by what ended last. */
export const orders = ['newest', 'oldest', 'name', 'expiry', 'ended'] as const;
export type Order = (typeof orders)[number];

/** What narrows a list of keys. */
export const filters = {
  /** Leaves other people's keys out. */
  mine: z.boolean().default(false),
  /** Active keys work or are disabled; inactive ones are revoked or expired; unrevoked ones may be expired. */
  state: z.enum(['active', 'inactive', 'unrevoked', 'any']).default('any'),
  status: z.enum(statuses).optional(),
  type: z.enum(types).optional(),
  creator: id.optional(),
  /** Keys that were given this very scope. */
  scope: z.string().max(100).refine((value) => !value.includes('\0'), 'malformed').optional(),
  only: z.enum(hygiene).optional(),
  /** A part of the name. */
  search: text(100).optional(),
};

export type Filters = z.output<z.ZodObject<typeof filters>>;
