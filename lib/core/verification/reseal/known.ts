import { createHmac } from 'node:crypto';
import type { Db } from '@/db/client';
import { StartProblem } from '@/db/problems';
import { environment, type Pepper } from '@/lib/env';
import { pepperFile, secrets } from '@/lib/secrets';
import { countByPepper, putMark, selectMark } from './store';

/**
 * Knows each pepper again, by the mark that its first use here left.
 * @throws StartProblem where one is another than that of its version which seals keys here: all of them would be invalid, and new ones sealed with it.
 */
export async function refuseOtherPepper(db: Db): Promise<void> {
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
