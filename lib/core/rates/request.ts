import { database } from '@/db/client';
import { count, type Left } from './store';

/** How many requests a key has for the API and MCP together, and in how many seconds. */
export const requestRate = { limit: 3_000, seconds: 60 } as const;

/** Counts a request of a key against its rate; over all instances, for it is counted in the database. */
export async function countRequest(keyId: string): Promise<Left> {
  const [left] = await count(database().db, [{ bucket: `requests of ${keyId}`, ...requestRate }]);
  return left!;
}
