import { database } from '@/db/client';
import { unlessAway } from '@/db/problems';
import { selectRole } from './store';
import type { Role } from '../access';

/** The role of a person in the organization of that slug; null for a stranger. A hint for pages: the door reads its own. */
export async function roleOf(userId: string, slug: string): Promise<Role | null> {
  return (await unlessAway(selectRole(database().db, userId, slug))) ?? null;
}
