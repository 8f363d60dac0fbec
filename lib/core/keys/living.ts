import type { Db } from '@/db/client';
import type { Access } from '../access';
import { Refusal } from '../refusal';
import { lockKey } from './store';

/**
 * The key, locked, while it is neither revoked nor expired: those are final.
 * @throws Refusal `not_found`, or `conflict` for a key that has ended.
 */
export async function livingKey(db: Db, access: Access, id: string) {
  const found = await lockKey(db, access, id);
  if (!found) throw new Refusal('not_found');
  if (found.status === 'revoked') throw new Refusal('conflict', { problem: 'key_is_revoked' });
  if (found.status === 'expired') throw new Refusal('conflict', { problem: 'key_is_expired' });
  return found;
}
