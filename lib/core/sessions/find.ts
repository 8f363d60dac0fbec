import { validate as isUuid } from 'uuid';
import { database } from '@/db/client';
import { selectSession, type Session } from './store';

/** The live session of that id; what a cookie says of itself grants nothing. */
export async function findSession(id: unknown): Promise<Session | null> {
  if (typeof id !== 'string' || !isUuid(id)) return null;
  return (await selectSession(database().db, id)) ?? null;
}
