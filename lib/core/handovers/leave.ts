import { database } from '@/db/client';
import type { Revealed } from '../keys/key';
import { newToken, sealed } from './seal';
import { insertHandover } from './store';

/** Leaves a new secret for the person whose key it is. The answer is the token of the link, and the only place where it stands. */
export async function leaveSecret(keyId: string, userId: string, revealed: Revealed): Promise<string> {
  const token = newToken();
  await insertHandover(database().db, { token, keyId, userId, sealed: sealed(token, JSON.stringify(revealed)) });
  return token;
}
