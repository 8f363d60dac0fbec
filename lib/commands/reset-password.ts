import { StartProblem } from '@/db/problems';
import { issueReset } from '../core/accounts/issue-reset';
import { isRefusal } from '../core/refusal';
import { environment, publicUrl } from '../env';
import { onlyWord, withExisting } from '../operator';

const usage = 'Name one address: npm run reset-password -- name@example.com';

/** `npm run reset-password -- <email>`: prints a link that sets a new password, once, within an hour. */
export default async function run(words: string[]): Promise<void> {
  const email = onlyWord(words, usage);
  const { token } = await withExisting(() => issued(email));
  console.log(`${publicUrl(environment(), environment().PORT)}/reset-password/${token}`);
}

async function issued(email: string): Promise<{ token: string }> {
  try {
    return await issueReset({ actor: { kind: 'system', name: 'operator' }, door: 'command', requestId: crypto.randomUUID(), address: null, userAgent: null }, { email });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    throw new StartProblem(error.reason === 'not_found' ? `Nobody has the address ${email}.` : usage);
  }
}
