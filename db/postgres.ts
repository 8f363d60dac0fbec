import path from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres, { type Sql } from 'postgres';
import type { Database, Db, Row } from './client';
import { StartProblem, Unavailable, within } from './problems';
import * as schema from './schema';

type Settings = { url: string; migrationUrl?: string; pooler: boolean };

const oldest = 14;
const deadline = 1_000;
// The server lets go a little before: a query that waits for a lock would keep its connection long after we have left.
const serverDeadline = '900';
const migrationLock = 7_023_651_114;

/**
 * PostgreSQL, on the primary where several hosts are named.
 * @throws StartProblem when it does not answer or is too old.
 */
export async function openPostgres(settings: Settings): Promise<Database> {
  const sql = naming(connect(settings, 10, 10, settings.pooler ? {} : { plan_cache_mode: 'force_custom_plan' }));
  await checked(sql, settings.url);
  const reader = verificationReader(() => connect(settings, 2, 1, settings.pooler ? {} : { plan_cache_mode: 'force_generic_plan', statement_timeout: serverDeadline }));
  return {
    kind: 'postgresql',
    db: drizzle({ client: sql, schema }) as unknown as Db,
    read: reader.read,
    migrate: () => migrateUnderLock(settings.migrationUrl ?? settings.url),
    close: async () => {
      await Promise.all([reader.close(), sql.end({ timeout: 5 })]);
    },
  };
}

function connect({ url, pooler }: Settings, connections: number, seconds: number, parameters: Record<string, string> = {}): Sql {
  return postgres(url, {
    max: connections,
    connect_timeout: seconds,
    prepare: !pooler,
    target_session_attrs: 'read-write',
    onnotice: () => {},
    connection: { application_name: 'latchkey', ...parameters },
  });
}

const mostNamed = 200;

/**
 * drizzle leaves its queries without a name, which costs each a second round trip. Here the first texts that come are
 * parsed once a connection, and planned for their values each time; so many and no more, for filters make ever new ones.
 */
function naming(sql: Sql): Sql {
  const { unsafe } = sql;
  const named = new Set<string>();
  const prepare = (text: string) => Boolean(sql.options.prepare) && (named.has(text) || (named.size < mostNamed && Boolean(named.add(text))));
  return Object.assign(sql, { unsafe: ((text, parameters, options) => unsafe(text, parameters, { prepare: prepare(text), ...options })) as Sql['unsafe'] });
}

async function checked(sql: Sql, url: string): Promise<void> {
  let version: number;
  try {
    const [row] = await within(10_000, sql`select current_setting('server_version_num')::int as version`);
    version = row!.version as number;
  } catch (error) {
    await sql.end({ timeout: 0 });
    throw new StartProblem(`DATABASE_URL: ${where(url)} does not answer (${reason(error)}). Is PostgreSQL running there, and may this user connect?`);
  }
  if (version < oldest * 10_000) {
    await sql.end({ timeout: 0 });
    throw new StartProblem(`DATABASE_URL: ${where(url)} is PostgreSQL ${Math.floor(version / 10_000)}; Latchkey needs ${oldest} or newer.`);
  }
}

const where = (url: string) => url.replace(/^\w+:\/\/([^@/]*@)?/, '').replace(/[/?].*$/, '') || 'the default host';

const reason = (error: unknown) =>
  error instanceof Error ? ((error as { code?: string }).code ?? error.message) : String(error);

/** Two connections of verification's own; those that miss the deadline are replaced, for they may never answer. */
function verificationReader(open: () => Sql): { read: Database['read']; close: () => Promise<void> } {
  let sql = open();
  return {
    async read(text, parameters) {
      const asked = sql;
      try {
        return await within(deadline, asked.unsafe(text, parameters as never[], { prepare: asked.options.prepare }) as unknown as Promise<Row[]>);
      } catch (error) {
        if (error instanceof Unavailable && asked === sql) {
          sql = open();
          void asked.end({ timeout: 1 });
        }
        throw error;
      }
    },
    close: () => sql.end({ timeout: 1 }),
  };
}

async function migrateUnderLock(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => {}, target_session_attrs: 'read-write' });
  try {
    await sql`select pg_advisory_lock(${migrationLock})`;
    await migrate(drizzle({ client: sql }), { migrationsFolder: path.resolve(/*turbopackIgnore: true*/ 'db/migrations') });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
