import { database } from '@/db/client';
import { selectRole } from './store';
import type { Role } from '../access';

/** The role of a person in the organization of that slug; null for a stranger. A hint for pages: the door reads its own. */
export async function roleOf(userId: string, slug: string): Promise<Role | null> {
  return (await selectRole(database().db, userId, slug)) ?? null;
}
