import { validate as isUuid } from 'uuid';
import { database } from '@/db/client';
import { unlessAway } from '@/db/problems';
import { markSeen, selectSession, type Session } from './store';

/**
 * The live session of that id; what a cookie says of itself grants nothing.
 * @throws Unavailable when the database is away.
 */
export async function findSession(id: unknown): Promise<Session | null> {
  if (typeof id !== 'string' || !isUuid(id)) return null;
  return unlessAway(seen(id));
}

async function seen(id: string): Promise<Session | null> {
  const { db } = database();
  const session = await selectSession(db, id);
  if (session?.stale) await markSeen(db, id);
  return session ?? null;
}
