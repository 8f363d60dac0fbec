import { z } from 'zod';
import { ofOrganization, operation } from '../operation';
import { key, type Key } from './key';
import { filters, orders, type Order } from './listing/filters';
import { readPosition, writePosition, type Position } from './listing/position';
import { countKeys, manyKeys, selectKeys } from './listing/store';

/** A count of this much is said as "more than a thousand": counting on would read every row. */
export const mostCounted = manyKeys;

/** Keys within the caller's reach, filtered, in pages; `count` ends at `countUpTo`. */
export const listKeys = operation({
  name: 'list_keys',
  effect: 'read',
  scope: 'organization',
  permission: 'key:read',
  rest: { method: 'GET', path: '/v1/organizations/{organization}/keys', summary: 'List keys' },
  mcp: { title: 'List keys', description: 'Lists the keys that one may see, by page: filter by name, type, scope, status or what is risky about them.' },
  input: z.strictObject({
    ...ofOrganization,
    ...filters,
    order: z.enum(orders).default('newest'),
    cursor: z.string().max(1_000, 'cursor').nullable().default(null),
    limit: z.int().min(1, 'limit').max(250, 'limit').default(50),
    countUpTo: z.int().min(0).max(1_000_000).default(mostCounted),
  }),
  output: z.object({ items: z.array(key), nextCursor: z.string().nullable(), count: z.int() }),
  async run({ db, access, input: { order, cursor, limit, countUpTo, ...wanted } }) {
    const position = cursor === null ? null : readPosition(order, cursor);
    const { count, way } = await countKeys(db, access, wanted, Math.max(manyKeys, countUpTo));
    if (count === 0) return { items: [], nextCursor: null, count };
    const rows = await selectKeys(db, access, wanted, { order, position, limit }, way);
    const items = rows.slice(0, limit);
    const last = items.at(-1);
    return { items, nextCursor: rows.length > limit && last ? writePosition(positionOf(order, last)) : null, count: Math.min(count, countUpTo) };
  },
});

function positionOf(order: Order, { id, name, createdAt, expiresAt, revokedAt }: Key): Position {
  if (order === 'name') return { value: name, id };
  if (order === 'newest' || order === 'oldest') return { value: createdAt.getTime(), id };
  const ends = [revokedAt, expiresAt].filter((at) => at !== null).map((at) => at.getTime());
  return { value: ends.length > 0 ? Math.min(...ends) : null, id };
}
