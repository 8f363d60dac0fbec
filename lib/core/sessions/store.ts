import { and, desc, eq, gt, isNull, lt, ne, sql } from 'drizzle-orm';
import { v4 as uuid } from 'uuid';
import type { Db } from '@/db/client';
import { sessions, users } from '@/db/schema';
import { throwAway } from '@/db/throw-away';
import type { Caller } from '../access';

const days = 30;

/** What a live session says of its holder; stale when it was not noted as used for five minutes. */
export type Session = { id: string; stale: boolean; user: { id: string; name: string; email: string; locale: string | null } };

/** Begins a session of thirty days; its id is what the cookie carries. Some of the person's that have expired are thrown away: this one is newer. */
export async function insertSession(db: Db, userId: string, caller: Caller): Promise<string> {
  const id = uuid();
  await throwAway(db, sessions, expiredOf(userId), sessions.createdAt);
  await db.insert(sessions).values({
    id,
    userId,
    address: caller.address,
    userAgent: caller.userAgent,
    expiresAt: sql`statement_timestamp() + make_interval(days => ${days})`,
  });
  return id;
}

/** The session of that id, while it lasts. */
export async function selectSession(db: Db, id: string): Promise<Session | undefined> {
  const [row] = await db
    .select({ id: sessions.id, stale: sql<boolean>`${sessions.lastSeenAt} < statement_timestamp() - interval '5 minutes'`, user: { id: users.id, name: users.name, email: users.email, locale: users.locale } })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.id, id), live()));
  return row;
}

/** Ends a live session of that person; false when there is none. */
export async function markEnded(db: Db, userId: string, id: string): Promise<boolean> {
  const ended = await db
    .update(sessions)
    .set({ endedAt: sql`statement_timestamp()` })
    .where(and(eq(sessions.id, id), eq(sessions.userId, userId), live()))
    .returning({ id: sessions.id });
  return ended.length > 0;
}

/** Ends a person's live sessions, all but the one to be kept; tells how many. */
export async function endSessionsOf(db: Db, userId: string, kept: string | null): Promise<number> {
  const ended = await db
    .update(sessions)
    .set({ endedAt: sql`statement_timestamp()` })
    .where(and(eq(sessions.userId, userId), kept ? ne(sessions.id, kept) : undefined, live()))
    .returning({ id: sessions.id });
  return ended.length;
}

/** A person's live sessions, newest first. */
export async function selectSessions(db: Db, userId: string) {
  return db
    .select({ id: sessions.id, address: sessions.address, userAgent: sessions.userAgent, createdAt: sessions.createdAt, lastSeenAt: sessions.lastSeenAt })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), live()))
    .orderBy(desc(sessions.createdAt), desc(sessions.id))
    .limit(100);
}

/** Notes that the session was used, at most once in five minutes. */
export async function markSeen(db: Db, id: string): Promise<void> {
  await db
    .update(sessions)
    .set({ lastSeenAt: sql`statement_timestamp()` })
    .where(and(eq(sessions.id, id), lt(sessions.lastSeenAt, sql`statement_timestamp() - interval '5 minutes'`)));
}

/** Whether that person has signed in from that address within the days that a session lasts. */
export async function knowsAddress(db: Db, userId: string, address: string): Promise<boolean> {
  const [row] = await db
    .select({ id: sessions.id })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), eq(sessions.address, address), gt(sessions.expiresAt, sql`statement_timestamp()`)))
    .limit(1);
  return row !== undefined;
}

/** By an index that begins with them; what has not expired says which addresses the person is known at, though it may have ended. */
const expiredOf = (userId: string) =>
  and(eq(sessions.userId, userId), sql`${sessions.createdAt} < statement_timestamp() - make_interval(days => ${days})`, sql`${sessions.expiresAt} <= statement_timestamp()`);

const live = () => and(isNull(sessions.endedAt), gt(sessions.expiresAt, sql`statement_timestamp()`));
