import { database } from '@/db/client';
import { claim, release, type Claim } from './store';

/**
 * Does something under an Idempotency-Key; what failed may be asked for again.
 * @throws Refusal when it is being done, was done, or something else was.
 */
export async function holding<T>(asked: Parameters<typeof claim>[1], use: (mine: Claim) => Promise<T>): Promise<T> {
  const { db } = database();
  const mine = await claim(db, asked);
  try {
    return await use(mine);
  } catch (error) {
    await release(db, mine);
    throw error;
  }
}
