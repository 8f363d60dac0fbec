import { z } from 'zod';
import { id, search } from '../input';

/** An event of the log as it is read. */
export const entry = z.object({
  id: z.uuid(),
  createdAt: z.date(),
  action: z.string(),
  actor: z.object({ type: z.enum(['user', 'key', 'system']), id: z.string().nullable(), name: z.string() }),
  door: z.string(),
  entity: z.string(),
  entityId: z.string(),
  entityName: z.string(),
  before: z.record(z.string(), z.unknown()).nullable(),
  after: z.record(z.string(), z.unknown()).nullable(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  requestId: z.string(),
});

export type Entry = z.output<typeof entry>;

const word = z.string().regex(/^[a-z_]{1,40}$/, 'malformed');

/** What the log is narrowed to; all that is given must hold. */
export const filters = {
  actor: z.string().min(1).max(100).regex(/^[\w-]+$/, 'malformed').toLowerCase().optional(),
  entity: word.optional(),
  action: z.string().regex(/^[a-z_]{1,40}\.[a-z_]{1,40}$/, 'malformed').optional(),
  /** A key by its id: the events about it, and what was done with it. */
  key: id.optional(),
  /** The same by its Key ID, which is no secret: whose key a leaked one is. */
  keyId: z.string().regex(/^[0-9A-Za-z]{1,100}$/, 'malformed').optional(),
  from: z.date().optional(),
  /** Up to but not including. */
  to: z.date().optional(),
  /** Words in names, addresses, actions, user agents, request ids and what changed. */
  search,
};

const shape = z.object(filters);
export type Filters = z.output<typeof shape>;
