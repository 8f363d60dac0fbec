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

/**
 * Keys within reach that pass the filters; one more than `limit`, to tell whether there are others.
 * @param many whether at least `manyKeys` pass. The two ways need no statistics, which the embedded database does not gather.
 */
export async function selectKeys(db: Db, access: Access, filters: Filters, page: Page, many: boolean): Promise<Key[]> {
  const { order, position, limit } = page;
  const from = many ? sql`${keys}` : sql`(${found(access, filters)}) as "keys"`;
  const passing = and(many ? inOrder(access, filters, order) : undefined, order === 'ended' ? isNotNull(keys.endsAt) : undefined, position ? behind(order, position) : undefined) ?? sql`true`;
  const ids = sql`select ${keys.id} from ${from} where ${passing} order by ${sql.join(sorted(order), sql`, `)} limit ${limit + 1}`;
  return withDetails(db).where(sql`${keys.id} in (${ids})`).orderBy(...sorted(order));
}

const found = (access: Access, filters: Filters): SQL =>
  sql`select ${keys.id}, ${keys.createdAt}, ${keys.endsAt}, ${keys.name} from ${keys} where ${matching(access, filters)} limit ${manyKeys}`;

/** The filters so that only the index of the order can be used: coalesce hides them from all others. */
function inOrder(access: Access, filters: Filters, order: Order): SQL | undefined {
  const creator = filters.mine || access.reach === 'own' ? person(access) : undefined;
  const ordered = order === 'newest' || order === 'oldest';
  return and(
    eq(keys.organizationId, access.organizationId),
    creator && ordered ? eq(keys.createdBy, creator) : undefined,
    sql`coalesce(${matching(access, filters)}, false)`,
  );
}

/** How many keys pass the filters; counting ends at `most`. */
export async function countKeys(db: Db, access: Access, filters: Filters, most: number): Promise<number> {
  const some = db.select({ id: keys.id }).from(keys).where(matching(access, filters)).limit(most).as('some');
  const [row] = await db.select({ count: sql<number>`count(*)::int` }).from(some);
  return row!.count;
}

function matching(access: Access, { mine, state, status, type, creator, scope, only, search }: Filters): SQL | undefined {
  return and(
    inReach(access),
    mine ? eq(keys.createdBy, person(access)) : undefined,
    state === 'any' ? undefined : state === 'active' ? live : ended,
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
