import { and, desc, eq, gte, ilike, inArray, lt, not, or, sql, type SQL } from 'drizzle-orm';
import { union, unionAll } from 'drizzle-orm/pg-core';
import { v7 as uuid } from 'uuid';
import type { Db } from '@/db/client';
import { auditEvents, keys } from '@/db/schema';
import { person, type Access, type Caller } from '../access';
import { containing } from '../input';
import { sha256 } from '../keys/format';
import { after, type Position } from '../page';
import type { Entry, Filters } from './entry';
import type { AuditEvent, AuditEvents } from './event';

export type Signature = { type: 'user' | 'key' | 'system'; id: string | null; name: string };

// A statement has at most 65,535 parameters.
const batchSize = 1_000;

/** Writes the events; in the transaction of the change that they tell of. */
export async function record(db: Db, events: AuditEvents, caller: Caller, signature: Signature, organizationId: string | null): Promise<void> {
  for (let start = 0; start < events.length; start += batchSize) {
    await insert(db, events.slice(start, start + batchSize), caller, signature, organizationId);
  }
}

async function insert(db: Db, events: AuditEvent[], caller: Caller, signature: Signature, organizationId: string | null): Promise<void> {
  await db.insert(auditEvents).values(
    events.map((event) => ({
      id: uuid(),
      organizationId: event.organizationId ?? organizationId,
      action: event.action,
      actorType: event.by ? ('user' as const) : signature.type,
      actorId: event.by?.id ?? signature.id,
      actorName: event.by?.name ?? signature.name,
      door: caller.door,
      entity: event.entity,
      entityId: event.entityId,
      entityName: event.entityName,
      before: event.before ?? null,
      after: event.after ?? null,
      address: caller.address,
      userAgent: caller.userAgent,
      requestId: caller.requestId,
    })),
  );
}

/** What one statement looks through: a search that finds little must not hold up who waits for the database. */
const sliceSize = 5_000;

/** A slice of the log, newest first: what of it matches, at most `limit`, and where the next slice begins. */
export type Slice = { entries: Entry[]; next: Position | null };

/** Looks through the next events within reach, for those that match. */
export async function selectSlice(db: Db, access: Access, filters: Filters, position: Position | null, limit: number): Promise<Slice> {
  const { indexed, sifted } = parted(access, filters);
  const sifting = Object.values(sifted).some((wanted) => wanted !== undefined && wanted !== '');
  const size = sifting ? sliceSize : limit + 1;
  const events = slice(db, access, indexed, position, size);
  const found = await db.select().from(events).where(matching(events, sifted)).orderBy(desc(events.createdAt), desc(events.id)).limit(limit + 1);
  const last = found.length > limit ? found[limit - 1] : sifting ? await lastOf(db, events, size) : undefined;
  return { entries: found.slice(0, limit).map(toEntry), next: last ? { at: last.createdAt, id: last.id } : null };
}

/** One event within reach. */
export async function selectEntry(db: Db, access: Access, id: string): Promise<Entry | undefined> {
  const [row] = await db.select(columns).from(auditEvents).where(and(inReach(db, access), eq(auditEvents.id, id)));
  return row && toEntry(row);
}

/** The id of the key that has this Key ID, if it is one of the organization's. */
export async function selectKeyByKeyId(db: Db, access: Access, keyId: string): Promise<string | undefined> {
  const [row] = await db.select({ id: keys.id }).from(keys).where(and(eq(keys.organizationId, access.organizationId), eq(keys.keyIdHash, sha256(keyId))));
  return row?.id;
}

const columns = {
  id: auditEvents.id,
  createdAt: auditEvents.createdAt,
  action: auditEvents.action,
  actorType: auditEvents.actorType,
  actorId: auditEvents.actorId,
  actorName: auditEvents.actorName,
  door: auditEvents.door,
  entity: auditEvents.entity,
  entityId: auditEvents.entityId,
  entityName: auditEvents.entityName,
  before: auditEvents.before,
  after: auditEvents.after,
  address: auditEvents.address,
  userAgent: auditEvents.userAgent,
  requestId: auditEvents.requestId,
};

/** No index knows actor and action together, nor a key and either: what the slice's own leaves out is sifted, or one statement might read the whole log. */
function parted(access: Access, { actor, action, entity, search, ...indexed }: Filters) {
  if (indexed.key || access.reach !== 'all') return { indexed, sifted: { actor, action, entity, search } };
  return actor ? { indexed: { ...indexed, actor }, sifted: { action, entity, search } } : { indexed: { ...indexed, action }, sifted: { entity, search } };
}

type Indexed = Pick<Filters, 'actor' | 'action' | 'key' | 'from' | 'to'>;
type Sifted = Pick<Filters, 'actor' | 'action' | 'entity' | 'search'>;

/** The events by what has an index; about a key and by a key are two. */
function slice(db: Db, access: Access, filters: Indexed, position: Position | null, size: number): Events {
  const wanted = and(
    eq(auditEvents.organizationId, access.organizationId),
    filters.actor ? eq(auditEvents.actorId, filters.actor) : undefined,
    filters.action ? eq(auditEvents.action, filters.action) : undefined,
    filters.from ? gte(auditEvents.createdAt, filters.from) : undefined,
    filters.to ? lt(auditEvents.createdAt, filters.to) : undefined,
    position ? after(auditEvents.createdAt, auditEvents.id, position) : undefined,
  );
  if (filters.key) return ofKey(db, and(wanted, inReach(db, access)), filters.key, size);
  return access.reach === 'all' ? newest(db, wanted, size).as('events') : ofOwnKeys(db, access, wanted, size);
}

const newest = (db: Db, wanted: SQL | undefined, size: number) =>
  db.select(columns).from(auditEvents).where(wanted).orderBy(desc(auditEvents.createdAt), desc(auditEvents.id)).limit(size);

type Events = ReturnType<ReturnType<typeof newest>['as']>;

function ofKey(db: Db, wanted: SQL | undefined, key: string, size: number): Events {
  const both = union(newest(db, and(wanted, eq(auditEvents.entityId, key)), size), newest(db, and(wanted, eq(auditEvents.actorId, key)), size));
  return both.orderBy(desc(auditEvents.createdAt), desc(auditEvents.id)).limit(size).as('events') as unknown as Events;
}

/** A member's own log, from the newest of each key: the organization's log may be long, and hold little of theirs. */
function ofOwnKeys(db: Db, access: Access, wanted: SQL | undefined, size: number): Events {
  const own = ownKeys(db, access).as('own');
  const about = and(wanted, eq(auditEvents.entity, 'key'), eq(auditEvents.entityId, own.id));
  const by = and(wanted, eq(auditEvents.actorId, own.id), not(and(eq(auditEvents.entity, 'key'), inArray(auditEvents.entityId, ownKeys(db, access)))!));
  const each = unionAll(newest(db, about, size), newest(db, by, size)).as('each');
  return db.select(each._.selectedFields).from(own).innerJoinLateral(each, sql`true`).orderBy(desc(each.createdAt), desc(each.id)).limit(size).as('events') as unknown as Events;
}

const ownKeys = (db: Db, access: Access) =>
  db.select({ id: sql<string>`${keys.id}::text`.as('own_key') }).from(keys).where(and(eq(keys.organizationId, access.organizationId), eq(keys.createdBy, person(access))));

function matching(events: Events, { actor, action, entity, search }: Sifted): SQL | undefined {
  const pattern = containing(search);
  const places = [events.actorName, events.entityName, events.action, events.address, events.userAgent, events.requestId, events.entityId];
  return and(
    actor ? eq(events.actorId, actor) : undefined,
    action ? eq(events.action, action) : undefined,
    entity ? eq(events.entity, entity) : undefined,
    search ? or(...places.map((place) => ilike(place, pattern)), sql`${events.before}::text ilike ${pattern}`, sql`${events.after}::text ilike ${pattern}`) : undefined,
  );
}

/** The last event of a full slice; behind a shorter one there is nothing. */
async function lastOf(db: Db, events: Events, size: number): Promise<Position & { createdAt: Date } | undefined> {
  const [last] = await db.select({ id: events.id, createdAt: events.createdAt }).from(events).orderBy(desc(events.createdAt), desc(events.id)).offset(size - 1).limit(1);
  return last && { ...last, at: last.createdAt };
}

/** Members see what happened to their own keys, and what was done with them. */
function inReach(db: Db, access: Access): SQL | undefined {
  const all = eq(auditEvents.organizationId, access.organizationId);
  if (access.reach === 'all') return all;
  const own = ownKeys(db, access);
  return and(all, or(and(eq(auditEvents.entity, 'key'), inArray(auditEvents.entityId, own)), inArray(auditEvents.actorId, own)));
}

type Row = { [K in keyof typeof columns]: (typeof auditEvents.$inferSelect)[K] };

function toEntry({ actorType, actorId, actorName, ...row }: Row): Entry {
  return { ...row, actor: { type: actorType, id: actorId, name: actorName } };
}
