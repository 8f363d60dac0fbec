import { z } from 'zod';
import type { Entry } from '@/lib/core/audit/entry';
import type { Operation } from '@/lib/core/operation';
import { Refusal } from '@/lib/core/refusal';
import { shape, type Exchange } from '../rest/shape';
import { activityType, activityTypes, keyUpdateType, keyUpdateTypes } from './activity-types';
import { since, until } from './dates';
import { cursor, time, uuid } from './wire';

const tag = 'Activities';
/** How many events one answer looks through; whole pages of the core's. */
const most = 5_000;

const activity = z
  .object({
    id: uuid,
    createdAt: time,
    type: z.enum(activityTypes),
    actorType: z.enum(['user', 'support', 'system', 'api']),
    actorId: z.string(),
    actorDetails: z.string(),
    actorIpAddress: z.string().optional(),
    organizationId: uuid,
    targetKeyId: uuid.optional(),
    keyUpdateType: z.enum(keyUpdateTypes).optional(),
  })
  .meta({ id: 'Activity' });

export const listActivities = shape({
  tag,
  description: `What was done, newest first. An answer looks through ${most} events at most; where there are more, the header \`Link\` (\`rel="next"\`) has the address of the next answer. The audit events say more.`,
  query: z.strictObject({
    from_date: since.optional().meta({ description: 'A day or an instant, RFC 3339.', example: '2026-11-01' }),
    to_date: until.optional().meta({ description: 'A day, which counts whole, or an instant.', example: '2026-11-30' }),
    cursor: cursor.meta({ description: 'Stands in the address of the next answer.' }),
  }),
  result: z.array(activity),
  toInput: ({ path, query }) => ({ ...path, from: query.from_date, to: query.to_date, cursor: query.cursor ?? null }),
  call: newest,
  toResult: ({ items }: Page, { path }) => items.filter((entry) => activityType(entry)).map((entry) => onWire(entry, path.organization!)),
  more: ({ nextCursor }: Page) => nextCursor,
});

type Page = { items: Entry[]; nextCursor: string | null };

async function newest(list: Operation, { caller }: Exchange, input: unknown): Promise<Page> {
  const items: Entry[] = [];
  let asked = input as object;
  for (;;) {
    const page = (await list(caller, { ...asked, limit: 1_000 } as never)) as Page;
    items.push(...page.items);
    if (page.nextCursor === null || items.length >= most) return { items, nextCursor: page.nextCursor };
    asked = { ...asked, cursor: page.nextCursor };
  }
}

export const getActivity = shape({
  tag,
  description: 'One activity.',
  result: activity,
  toResult: (entry: Entry, { path }) => {
    if (!activityType(entry)) throw new Refusal('not_found');
    return onWire(entry, path.organization!);
  },
});

const actorTypes = { user: 'user', key: 'api', system: 'system' } as const;

function onWire(entry: Entry, organizationId: string) {
  const { id, createdAt, actor, address } = entry;
  const updated = keyUpdateType(entry);
  return {
    id,
    createdAt,
    type: activityType(entry),
    actorType: actorTypes[actor.type],
    actorId: actor.id ?? '',
    actorDetails: actor.name,
    ...(address && { actorIpAddress: address }),
    organizationId,
    ...(entry.entity === 'key' && { targetKeyId: entry.entityId }),
    ...(updated && { keyUpdateType: updated }),
  };
}
