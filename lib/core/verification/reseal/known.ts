import { createHmac } from 'node:crypto';
import type { Db } from '@/db/client';
import { StartProblem } from '@/db/problems';
import { environment, type Pepper } from '@/lib/env';
import { hasPepper, pepperFile, secrets } from '@/lib/secrets';
import { anyKey } from '../../keys/store';
import { countByPepper, putMark, selectMark } from './store';

/**
 * Settles that the peppers of this start are those of the keys here; each is known again by the mark that its first use left.
 * @throws StartProblem where the one that was made here is gone, or one is another than that of its version which seals keys: none of them would be good again.
 */
export async function refuseWrongPepper(db: Db): Promise<void> {
  if (!hasPepper() && (await anyKey(db))) throw new StartProblem(`${pepperFile()} is gone, without which no key is good: put it back, or set KEY_PEPPER to what it held.`);
  for (const pepper of secrets().peppers) {
    const mark = markOf(pepper);
    const known = await selectMark(db, pepper.version);
    if (known === mark) continue;
    if (known !== null && (await sealsKeys(pepper))) throw new StartProblem(`${environment().KEY_PEPPER ? 'KEY_PEPPER' : pepperFile()} has another version ${pepper.version} than the one that seals keys here: put that one back, and give a new one a version of its own in front of it.`);
    await putMark(db, pepper.version, mark);
  }
}

/** No key's seal: what those are of has 32 bytes. */
const markOf = ({ secret }: Pepper): string => createHmac('sha256', secret).update('latchkey knows this pepper').digest('base64url');

const sealsKeys = async ({ version }: Pepper): Promise<boolean> => (await countByPepper()).some((counted) => counted.version === version);
