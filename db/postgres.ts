import path from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres, { type Options, type Sql, type TransactionSql } from 'postgres';
import { identityOf } from './certificate';
import type { Database, Db } from './client';
import { eachHost, withoutBrackets, withoutSocket } from '../lib/host-urls';
import { following, leftWhenSilent, silence } from './hosts';
import { counted, counting, newPool, type Pool } from './pool';
import { isDistrusted, isUnavailable, isUnreachable, sqlState, StartProblem, within } from './problems';
import * as schema from './schema';

type Settings = { url: string; migrationUrl?: string; pooler: boolean };

const oldest = 14;
const deadline = 1_000;
// In seconds; postgres.js would wait for up to twenty, and what is asked meanwhile with it.
const slowestRetry = 1;
// The server lets go a little before: a query that waits for a lock would keep its connection long after we have left.
const serverDeadline = '900';
// In seconds: what an instance that has lost its power had begun would else hold its rows for two hours.
const keepalives = { tcp_keepalives_idle: '20', tcp_keepalives_interval: '5', tcp_keepalives_count: '3' };
const unknownSetting = '42704';
const migrationLock = 7_023_651_114;
// No types asked of the server: where that question is cancelled or lost, postgres.js goes on without arrays for as long as the connection lives.
const quiet = { onnotice: () => {}, target_session_attrs: 'primary' as const, fetch_types: false };

/**
 * PostgreSQL, on the primary where several hosts are named.
 * @throws StartProblem when it does not answer or is too old.
 */
export async function openPostgres(settings: Settings): Promise<Database> {
  const { url, pooler } = settings;
  const [main, look, note, usage] = [newPool('main', 10), newPool('verification', 2), newPool('verification_writes', 2), newPool('usage', 1)];
  const urls = await primaryFirst('DATABASE_URL', url, parametersOf(pooler));
  const shared = following(urls, (one) => ofDrizzle(connect(one, pooler, { max: main.size, connect_timeout: 10, fetch_types: true }, { plan_cache_mode: 'force_custom_plan' })));
  const [looking, noting, tallying] = [look, note, usage].map((pool) => verificationOn(urls, pooler, pool)) as [Way, Way, Way];
  const watch = leftWhenSilent(shared, main, answers);
  const client = counting(shared.now, ['unsafe', 'begin'], main, (asked, error) => {
    if (shared.several && isUnreachable(error)) shared.leave(asked);
  });
  return {
    kind: 'postgresql',
    place: `PostgreSQL at ${where(url)}`,
    db: drizzle({ client, schema }) as unknown as Db,
    read: looking.ask,
    write: noting.ask,
    count: tallying.ask,
    readers: look.size,
    pools: [main, look, note, usage],
    migrate: () => migrateUnderLock(settings),
    close: async () => {
      clearInterval(watch);
      await Promise.all([looking.close(), noting.close(), tallying.close(), shared.close(2)]);
    },
  };
}

/** As postgres.js makes them; over a Unix socket, to an IPv6 address and with its certificate checked, too. */
function dial(named: string, options: Options<Record<string, never>>): Sql {
  const { url, ...socket } = withoutSocket(named);
  // Its types know no list of hosts.
  const address: object = withoutBrackets(url);
  return postgres(url, { ...quiet, ...address, ...socket, ...identityOf(url), ...options });
}

/** A pooler hands connections on, and takes no parameters of one client. */
const parametersOf = (pooler: boolean, parameters = {}): Record<string, string> => (pooler ? {} : { ...keepalives, ...parameters });

type Connecting = { max: number; connect_timeout: number; fetch_types?: boolean };

function connect(url: string, pooler: boolean, options: Connecting, parameters: Record<string, string>): Sql {
  return dial(url, {
    ...options,
    prepare: !pooler,
    backoff: (failures: number) => Math.min(0.05 * 2 ** failures, slowestRetry),
    connection: { application_name: 'latchkey', ...parametersOf(pooler, parameters) },
  });
}

/** Whether anybody is there; one that has no connection to spare is. */
async function answers(url: string): Promise<boolean> {
  try {
    await settingsOf(url, silence);
    return true;
  } catch (error) {
    return !isUnavailable(error) && !isUnreachable(error);
  }
}

const mostNamed = 200;
// A text with more is one of a batch, of which there is another for every size.
const mostParameters = 24;

/**
 * drizzle leaves its queries without a name, and says so, which costs each a second round trip. Here the first texts that come are
 * parsed once a connection, and planned for their values each time; so many and no more, for filters make ever new ones.
 */
function naming(sql: Sql): Sql {
  const known = new Set<string>();
  const named = (text: string, parameters: unknown[] = []) => Boolean(sql.options.prepare) && parameters.length <= mostParameters && (known.has(text) || (known.size < mostNamed && Boolean(known.add(text))));
  const wrap = <Client extends Pick<Sql, 'unsafe'>>(client: Client): Client => {
    const { unsafe } = client;
    return Object.assign(client, { unsafe: ((text, parameters, options) => unsafe(text, parameters, { ...options, prepare: named(text, parameters) })) as Client['unsafe'] });
  };
  const { begin } = sql;
  const inTransaction = (run: (transaction: TransactionSql) => unknown) => begin((transaction) => run(wrap(transaction)));
  return Object.assign(wrap(sql), { begin: inTransaction as Sql['begin'] });
}

/** Drizzle sets how a client reads and writes values when it is given one; those of later hosts need the same. */
function ofDrizzle(sql: Sql): Sql {
  drizzle({ client: sql });
  return naming(sql);
}

/** A URL for each host, the primary first. @throws StartProblem when none is one, or it is too old or cannot hold every language. */
async function primaryFirst(variable: string, url: string, parameters = {}): Promise<string[]> {
  const urls = eachHost(url);
  let failure: unknown;
  for (const [n, one] of urls.entries()) {
    try {
      refuseUnfit(variable, one, await settingsOf(one, 10_000, parameters));
      return [...urls.slice(n), ...urls.slice(0, n)];
    } catch (error) {
      if (error instanceof StartProblem) throw error;
      failure = error;
    }
  }
  if (sqlState(failure) === unknownSetting) throw new StartProblem(`${variable}: the address sets what PostgreSQL does not know (${(failure as Error).message}). Take it out of the address.`);
  if (isOfPooler(failure)) throw new StartProblem(`${variable}: ${where(url)} is a pooler. Set DATABASE_POOLER=1, and MIGRATION_DATABASE_URL to the database itself.`);
  if (isDistrusted(failure)) throw new StartProblem(`${variable}: the certificate of ${where(url)} does not hold (${(failure as Error).message}). An authority of your own goes into NODE_EXTRA_CA_CERTS.`);
  if (speaksNoTls(failure)) throw new StartProblem(`${variable}: ${where(url)} speaks no TLS. Have it do so, or take sslmode out of the address.`);
  throw new StartProblem(`${variable}: ${where(url)} does not answer (${reason(failure)}). Is PostgreSQL running there, and may this user connect?`);
}

/** PostgreSQL knows all the parameters that are sent here. */
const isOfPooler = (error: unknown) => error instanceof Error && /startup parameter/.test(error.message);

/** postgres.js goes on as if it did. */
const speaksNoTls = (error: unknown) => error instanceof Error && /before secure TLS connection/.test(error.message);

type ServerSettings = { version: number; encoding: string };

async function settingsOf(url: string, patience: number, connection = {}): Promise<ServerSettings> {
  const sql = dial(url, { max: 1, connect_timeout: patience / 1_000, prepare: false, connection });
  try {
    const [row] = await within(patience, sql`select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding`);
    return row as ServerSettings;
  } finally {
    await sql.end({ timeout: 0 });
  }
}

function refuseUnfit(variable: string, url: string, { version, encoding }: ServerSettings): void {
  if (version < oldest * 10_000) throw new StartProblem(`${variable}: ${where(url)} is PostgreSQL ${Math.floor(version / 10_000)}; Latchkey needs ${oldest} or newer.`);
  if (encoding !== 'UTF8') throw new StartProblem(`${variable}: the database at ${where(url)} is encoded as ${encoding}, which cannot hold every name: make one with the encoding UTF8.`);
}

const where = (url: string) => withoutSocket(eachHost(url)[0]!).host ?? (url.replace(/^\w+:\/\/([^/?]*@)?/, '').replace(/[/?].*$/, '') || 'the default host');

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as { code?: string };
  if (code === 'CONNECTION_DESTROYED') return 'a standby, which takes no writes';
  return sqlState(error) ? error.message : (code ?? error.message);
}

type Way = { ask: Database['read']; close: () => Promise<void> };

/** Connections of verification's own; those that miss the deadline are replaced, for they may never answer. */
function verificationOn(urls: string[], pooler: boolean, pool: Pool): Way {
  const options = { max: pool.size, connect_timeout: 1 };
  const connections = following(urls, (one) => connect(one, pooler, options, { plan_cache_mode: 'force_generic_plan', statement_timeout: serverDeadline }));
  return {
    async ask(text, parameters) {
      const asked = connections.now();
      try {
        const answer = asked.unsafe(text, parameters as never[], { prepare: asked.options.prepare }).values();
        return await within(deadline, counted(pool, answer));
      } catch (error) {
        if (isUnavailable(error) || (connections.several && isUnreachable(error))) connections.leave(asked);
        throw error;
      }
    },
    close: () => connections.close(1),
  };
}

/** The lock is a transaction's: behind a transaction pooler one of the session would stay with a connection that is somebody else's next. */
async function migrateUnderLock({ url, migrationUrl, pooler }: Settings): Promise<void> {
  const [primary] = await primaryFirst(migrationUrl ? 'MIGRATION_DATABASE_URL' : 'DATABASE_URL', migrationUrl ?? url);
  const sql = dial(primary!, { max: 2, connect_timeout: 10, prepare: migrationUrl !== undefined || !pooler });
  try {
    await sql.begin(async (locking) => {
      await locking`select pg_advisory_xact_lock(${migrationLock})`;
      await migrate(drizzle({ client: sql }), { migrationsFolder: path.resolve(/*turbopackIgnore: true*/ 'db/migrations') });
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
