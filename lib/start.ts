import { randomBytes } from 'node:crypto';
import { database, openDatabase, type Database } from '@/db/client';
import { showsMigrations } from '@/db/migrated';
import { StartProblem, within } from '@/db/problems';
import { setUp } from './core/accounts/set-up';
import { hasOwner, insertSetupToken } from './core/accounts/store';
import { catalogue } from './core/keys/scopes';
import { isRefusal, type Refusal } from './core/refusal';
import { flushRefused, triesWaiting } from './core/refused/buffer';
import { routePolicy } from './core/routes/policy';
import { flushUses, usesWaiting } from './core/usage/buffer';
import { refuseWrongPepper } from './core/verification/reseal/known';
import { environment, wrongVariable, type Environment, type EnvironmentError } from './env';
import { log, told } from './log';
import { mailIsSent } from './mail';
import { once } from './once';
import { secrets } from './secrets';

/**
 * Opens and migrates the database and settles the secrets, once a process, whoever asks first.
 * @throws StartProblem or EnvironmentError, with a sentence for who operates Latchkey.
 */
export const start = (): Promise<Database> => once('start', open);

async function open(): Promise<Database> {
  const env = environment();
  // On Vercel many instances start at any time, the middleware's without any files: there the build looks at them, and migrates.
  if (!env.VERCEL) readFiles();
  const opened = await openDatabase({
    url: env.DATABASE_URL,
    migrationUrl: env.MIGRATION_DATABASE_URL,
    pooler: env.DATABASE_POOLER,
    dataDir: env.DATA_DIR,
  });
  if (!env.VERCEL) await migrated(opened, env);
  await refuseWrongPepper(opened.db);
  const { auth, serverActions } = secrets();
  process.env.AUTH_SECRET = auth;
  process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY = serverActions;
  return opened;
}

/** Reads the files that the environment names. @throws EnvironmentError with all that is wrong in one of them. */
export function readFiles(): void {
  catalogue();
  routePolicy();
}

/**
 * Brings the database up to date. Whoever may not migrate can start where nothing is left to be migrated.
 * @throws StartProblem with what the database says: mostly that its user may not.
 */
export async function migrated(opened: Database, { DATABASE_URL, MIGRATION_DATABASE_URL }: Environment): Promise<void> {
  try {
    await opened.migrate();
  } catch (error) {
    if (error instanceof StartProblem) throw error;
    if (await showsMigrations(opened)) return;
    const variable = MIGRATION_DATABASE_URL ? 'MIGRATION_DATABASE_URL' : DATABASE_URL ? 'DATABASE_URL' : 'DATA_DIR';
    throw new StartProblem(`${variable}: the migrations of this version could not be run there (${told(error).message}).`);
  }
}

/**
 * While nobody owns anything: makes the owner that the environment names, or prints a link that makes one.
 * @throws EnvironmentError when what the environment names cannot be one.
 */
export async function announceSetUp(url: string): Promise<void> {
  const { db } = database();
  if (await hasOwner(db)) return;
  const token = randomBytes(32).toString('base64url');
  await insertSetupToken(db, token);
  const { SETUP_EMAIL } = environment();
  if (!SETUP_EMAIL) return console.log(`Set up Latchkey: ${url}/set-up?token=${token}`);
  try {
    await setUpAsNamed(token, SETUP_EMAIL);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    // Another instance that started at the same time may have been first.
    if (!(await hasOwner(db))) throw wrongNaming(error) ?? error;
  }
}

function setUpAsNamed(token: string, email: string): Promise<unknown> {
  const { SETUP_PASSWORD, SETUP_ORGANIZATION } = environment();
  return setUp(
    { actor: { kind: 'system', name: 'set-up' }, door: 'command', requestId: crypto.randomUUID(), address: null, userAgent: null },
    { token, name: email.split('@')[0]!, email, password: SETUP_PASSWORD!, organization: SETUP_ORGANIZATION! },
  );
}

type Naming = readonly [name: 'SETUP_EMAIL' | 'SETUP_PASSWORD' | 'SETUP_ORGANIZATION', should: string];

const address: Naming = ['SETUP_EMAIL', 'an e-mail address of at most 254 characters, with at most 100 before the @'];

const namings: Record<string, Naming> = {
  name: address,
  email: address,
  email_taken: ['SETUP_EMAIL', 'an e-mail address that has no account yet'],
  password: ['SETUP_PASSWORD', '15 to 256 characters that are hard to guess'],
  organization: ['SETUP_ORGANIZATION', 'a name of 1 to 100 characters, without control characters'],
};

/** The variable that a refusal is about; null where it is about none. */
function wrongNaming({ fields: [field] }: Refusal): EnvironmentError | null {
  const naming = field && (namings[field.problem] ?? namings[field.path]);
  return naming ? wrongVariable(naming[0], environment()[naming[0]], naming[1]) : null;
}

// Milliseconds: a database that is being restarted is back by then.
const patience = 3_000;
const pause = 500;
const longest = 1_000;

/** Writes what is counted and not yet written; where that fails for some seconds it is lost, and the log says how much. */
async function writeLast(what: string, flush: () => Promise<void>, waiting: () => number): Promise<void> {
  await flush();
  const until = performance.now() + patience;
  while (waiting() > 0 && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    await flush();
  }
  if (waiting() > 0) log().error({ lost: waiting() }, `the last ${what} are lost: the database could not be written to`);
}

/** One that hangs goes on without anybody waiting for it; what it writes stays among what waits. */
const flushRefusedInTime = () => within(longest, flushRefused()).catch(() => {});

/** Writes what is still in memory and closes the database. */
export async function stop(): Promise<void> {
  await Promise.all([writeLast('uses of so many keys', flushUses, usesWaiting), writeLast('refused uses of so many keys and addresses', flushRefusedInTime, triesWaiting)]);
  await mailIsSent();
  await database().close();
}
