import { z } from 'zod';
import { entry } from '@/lib/core/audit/entry';
import { shape } from '../rest/shape';
import { since, until } from './dates';
import { cursor, limit, time } from './wire';

const tag = 'Audit';

const event = z.object({ ...entry.shape, createdAt: time }).meta({ id: 'AuditEvent' });
const text = (description: string) => z.string().max(100).optional().meta({ description });

export const listAuditEvents = shape({
  tag,
  description: 'What was done, newest first. A search that found less than a page within a second says in `searchedTo` how far back it has come; `nextCursor` goes on from there.',
  query: z.strictObject({
    actor: text('The id of who did it: a person, or a key.'),
    entity: text('What was changed: `key`, `member`, `invitation`, `organization`, `session`, `account`.'),
    action: text('What was done, such as `key.created`.'),
    key: text('A key by its id: what was done to it and with it.'),
    keyId: text('The same by its Key ID.'),
    search: text('Words in names, addresses, actions, user agents, request ids and what changed.'),
    from: since.optional().meta({ description: 'A day or an instant, RFC 3339.', example: '2026-11-01' }),
    to: until.optional().meta({ description: 'A day, which counts whole, or an instant.', example: '2026-11-30' }),
    limit,
    cursor,
  }),
  result: z.object({ events: z.array(event), nextCursor: z.string().nullable(), searchedTo: time.nullable() }).meta({ id: 'AuditEvents' }),
  toResult: ({ items, ...rest }: { items: unknown[] }) => ({ events: items, ...rest }),
  example: { query: { entity: 'key', limit: '20' } },
});

export const getAuditEvent = shape({ tag, description: 'One event.', result: event });
