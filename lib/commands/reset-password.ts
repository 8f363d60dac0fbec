import { openDatabase } from '@/db/client';
import { issueReset } from '../core/accounts/issue-reset';
import { isRefusal } from '../core/refusal';
import { environment } from '../env';

/** `npm run reset-password -- <email>`: prints a link that sets a new password, once, within an hour. */
export default async function run([email = '']: string[]): Promise<void> {
  const env = environment();
  const opened = await openDatabase({ url: env.DATABASE_URL, migrationUrl: env.MIGRATION_DATABASE_URL, pooler: env.DATABASE_POOLER, dataDir: env.DATA_DIR });
  try {
    const { token } = await issueReset({ actor: { kind: 'system', name: 'operator' }, door: 'command', requestId: crypto.randomUUID(), address: null, userAgent: null }, { email });
    console.log(`${env.PUBLIC_URL ?? `http://localhost:${env.PORT}`}/reset-password/${token}`);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    console.error(error.reason === 'not_found' ? `Nobody has the address ${email}.` : 'Name the address: npm run reset-password -- name@example.com');
    process.exitCode = 1;
  } finally {
    await opened.close();
  }
}
