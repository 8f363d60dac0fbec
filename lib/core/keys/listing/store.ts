import { and, asc, desc, eq, gt, isNotNull, isNull, or, sql, type SQL } from 'drizzle-orm';
import type { Db } from '@/db/client';
import { keys } from '@/db/schema';
import { person, type Access } from '../../access';
import type { Key, Status } from '../key';
import { inReach, withDetails } from '../store';
import type { Filters, Hygiene, Order } from './filters';
import type { Position } from './position';

type Page = { order: Order; position: Position | null; limit: number };

/** From this many on, keys are taken from an index in their order; fewer are found first and sorted then. */
export const manyKeys = 1_001;

/** How keys are taken: among the few that live, by what the filters have an index for, or in their order. The ways need no statistics, which the embedded database does not gather. */
type Way = 'living' | 'found' | 'ordered';

/** How many keys pass the filters, and the way to take them; counting ends at `most`, which is `manyKeys` or more. */
export async function countKeys(db: Db, access: Access, filters: Filters, most: number): Promise<{ count: number; way: Way }> {
  const way = (await livingAreFew(db, access, filters)) ? 'living' : 'found';
  const count = await counted(db, taken(sql``, access, filters, way, most), most);
  return { count, way: count >= manyKeys ? 'ordered' : way };
}

/** Keys within reach that pass the filters, taken the way that counting told; one more than `limit`, to tell whether there are others. */
export async function selectKeys(db: Db, access: Access, filters: Filters, page: Page, way: Way): Promise<Key[]> {
  const { order, position, limit } = page;
  const columns = sql`${keys.id}, ${keys.createdAt}, ${keys.endsAt}, ${keys.name}`;
  const from = way === 'ordered' ? sql`${keys}` : sql`(${taken(columns, access, filters, way, manyKeys)}) as "keys"`;
  const passing = and(way === 'ordered' ? inOrder(access, filters, order) : undefined, order === 'ended' ? isNotNull(keys.endsAt) : undefined, position ? behind(order, position) : undefined) ?? sql`true`;
  const ids = sql`select ${keys.id} from ${from} where ${passing} order by ${sql.join(sorted(order), sql`, `)} limit ${limit + 1}`;
  return withDetails(db).where(sql`${keys.id} in (${ids})`).orderBy(...sorted(order));
}

/** Whether what may pass can all be looked at: keys that live are asked for, and no others, or less than many live. */
async function livingAreFew(db: Db, access: Access, { mine, creator, ...others }: Filters): Promise<boolean> {
  const { state, status, type, scope, only, search } = others;
  if (state !== 'active' && status !== 'active' && status !== 'disabled') return false;
  if (!status && !type && scope === undefined && !only && !search) return true;
  return (await counted(db, taken(sql``, access, { mine, creator, state: 'active' }, 'living', manyKeys), manyKeys)) < manyKeys;
}

async function counted(db: Db, passing: SQL, most: number): Promise<number> {
  const [row] = await db.select({ count: sql<number>`least(count(*), ${most})::int` }).from(sql`(${passing}) as passing`);
  return row!.count;
}

/** Keys that pass, in no order. Those that live are two ranges of the index of ends, where what ended costs nothing. */
function taken(columns: SQL, access: Access, filters: Filters, way: 'living' | 'found', most: number): SQL {
  const ranges = way === 'living' ? [isNull(keys.endsAt), sql`${keys.endsAt} > ${now}`].map((range) => hidden(access, filters, creatorOf(access, filters), range)) : [matching(access, filters)];
  return sql.join(ranges.map((range) => sql`(select ${columns} from ${keys} where ${range} limit ${most})`), sql` union all `);
}

/** The filters so that only the index of the order can be used. */
function inOrder(access: Access, filters: Filters, order: Order): SQL | undefined {
  return hidden(access, filters, order === 'newest' || order === 'oldest' ? creatorOf(access, { mine: filters.mine }) : undefined);
}

/** The filters hidden by coalesce from all indexes but those of the creator and the range. */
const hidden = (access: Access, filters: Filters, creator: string | undefined, range?: SQL): SQL | undefined =>
  and(eq(keys.organizationId, access.organizationId), creator ? eq(keys.createdBy, creator) : undefined, range, sql`coalesce(${matching(access, filters)}, false)`);

const creatorOf = (access: Access, { mine, creator }: Pick<Filters, 'mine' | 'creator'>): string | undefined => (mine || access.reach === 'own' ? person(access) : creator);

function matching(access: Access, { mine, state, status, type, creator, scope, only, search }: Filters): SQL | undefined {
  return and(
    inReach(access),
    mine ? eq(keys.createdBy, person(access)) : undefined,
    byState[state],
    status && byStatus[status],
    type && eq(keys.type, type),
    creator === undefined ? undefined : eq(keys.createdBy, creator),
    scope === undefined ? undefined : sql`${keys.scopes} @> array[${scope}]::text[]`,
    only && byHygiene[only],
    search === undefined || search === '' ? undefined : sql`${keys.nameParts} @> key_name_parts(${search}) and position(lower(${search}) in lower(${keys.name})) > 0`,
  );
}

const now = sql`statement_timestamp()`;
const today = sql`(statement_timestamp() at time zone 'utc')::date`;
// Most keys live: coalesce keeps the planner from reading them all out of the index of ends.
const live = sql`coalesce(${keys.endsAt} > ${now}, true)`;
const ended = sql`${keys.endsAt} <= ${now}`;

const byState: Record<Filters['state'], SQL | undefined> = { active: live, inactive: ended, unrevoked: isNull(keys.revokedAt), any: undefined };

const byStatus: Record<Status, SQL | undefined> = {
  active: and(live, isNull(keys.disabledAt)),
  disabled: and(live, isNotNull(keys.disabledAt)),
  expired: and(ended, isNull(keys.revokedAt)),
  revoked: and(ended, isNotNull(keys.revokedAt)),
};

const byHygiene: Record<Hygiene, SQL | undefined> = {
  never_expires: isNull(keys.expiresAt),
  never_used: isNull(keys.lastUsedOn),
  idle_90_days: or(sql`${keys.lastUsedOn} < ${today} - 90`, and(isNull(keys.lastUsedOn), sql`${keys.createdAt} < ${now} - interval '90 days'`)),
  expiring_14_days: sql`${keys.endsAt} > ${now} and ${keys.endsAt} <= ${now} + interval '14 days'`,
};

// "C", so that the order is the same on every machine and has an index.
const lowerName = sql`lower(${keys.name}) collate "C"`;

function sorted(order: Order): SQL[] {
  switch (order) {
    case 'newest':
      return [desc(keys.createdAt), desc(keys.id)];
    case 'oldest':
      return [asc(keys.createdAt), asc(keys.id)];
    case 'name':
      return [asc(lowerName), asc(keys.id)];
    case 'expiry':
      return [asc(keys.endsAt), asc(keys.id)];
    case 'ended':
      return [desc(keys.endsAt), desc(keys.id)];
  }
}

/** What stands behind a position, in its order. */
function behind(order: Order, { value, id }: Position): SQL | undefined {
  const at = typeof value === 'number' ? sql`${new Date(value).toISOString()}::timestamptz` : sql``;
  switch (order) {
    case 'newest':
      return sql`(${keys.createdAt}, ${keys.id}) < (${at}, ${id}::uuid)`;
    case 'oldest':
      return sql`(${keys.createdAt}, ${keys.id}) > (${at}, ${id}::uuid)`;
    case 'name':
      return sql`(${lowerName}, ${keys.id}) > (lower(${value}) collate "C", ${id}::uuid)`;
    case 'ended':
      return sql`(${keys.endsAt}, ${keys.id}) < (${at}, ${id}::uuid)`;
    case 'expiry':
      if (value === null) return and(isNull(keys.endsAt), gt(keys.id, id));
      return or(isNull(keys.endsAt), sql`(${keys.endsAt}, ${keys.id}) > (${at}, ${id}::uuid)`);
  }
}
