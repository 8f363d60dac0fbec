import path from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres, { type Sql } from 'postgres';
import type { Database, Db, Row } from './client';
import { counted, counting, type Pool } from './pool';
import { sqlState, StartProblem, Unavailable, within } from './problems';
import * as schema from './schema';

type Settings = { url: string; migrationUrl?: string; pooler: boolean };

const oldest = 14;
const deadline = 1_000;
// In seconds; postgres.js would wait for up to twenty, and what is asked meanwhile with it.
const slowestRetry = 1;
const migrationLock = 7_023_651_114;

/**
 * PostgreSQL, on the primary where several hosts are named.
 * @throws StartProblem when it does not answer or is too old.
 */
export async function openPostgres(settings: Settings): Promise<Database> {
  const main: Pool = { name: 'main', size: 10, asked: 0 };
  const verification: Pool = { name: 'verification', size: 2, asked: 0 };
  const sql = connect(settings, main.size, 10);
  await checked(sql, settings.url);
  const reader = verificationReader(() => connect(settings, verification.size, 1, settings.pooler ? {} : { plan_cache_mode: 'force_generic_plan' }), verification);
  return {
    kind: 'postgresql',
    db: drizzle({ client: counting(sql, ['unsafe', 'begin'], main), schema }) as unknown as Db,
    read: reader.read,
    pools: [main, verification],
    migrate: () => migrateUnderLock(settings),
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
    backoff: (failures: number) => Math.min(0.05 * 2 ** failures, slowestRetry),
    onnotice: () => {},
    connection: { application_name: 'latchkey', ...parameters },
  });
}

async function checked(sql: Sql, url: string): Promise<void> {
  let version: number;
  try {
    const [row] = await within(10_000, sql`select current_setting('server_version_num')::int as version`);
    version = row!.version as number;
  } catch (error) {
    await sql.end({ timeout: 0 });
    throw silent('DATABASE_URL', url, error);
  }
  if (version < oldest * 10_000) {
    await sql.end({ timeout: 0 });
    throw new StartProblem(`DATABASE_URL: ${where(url)} is PostgreSQL ${Math.floor(version / 10_000)}; Latchkey needs ${oldest} or newer.`);
  }
}

const silent = (variable: string, url: string, error: unknown) =>
  new StartProblem(`${variable}: ${where(url)} does not answer (${reason(error)}). Is PostgreSQL running there, and may this user connect?`);

const where = (url: string) => url.replace(/^\w+:\/\/([^@/]*@)?/, '').replace(/[/?].*$/, '') || 'the default host';

const reason = (error: unknown) =>
  error instanceof Error ? (sqlState(error) ? error.message : ((error as { code?: string }).code ?? error.message)) : String(error);

/** Two connections of verification's own; those that miss the deadline are replaced, for they may never answer. */
function verificationReader(open: () => Sql, pool: Pool): { read: Database['read']; close: () => Promise<void> } {
  let sql = open();
  return {
    async read(text, parameters) {
      const asked = sql;
      try {
        const answer = asked.unsafe(text, parameters as never[], { prepare: asked.options.prepare }) as unknown as Promise<Row[]>;
        return await within(deadline, counted(pool, answer));
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

async function migrateUnderLock({ url, migrationUrl }: Settings): Promise<void> {
  const sql = postgres(migrationUrl ?? url, { max: 1, connect_timeout: 10, onnotice: () => {}, target_session_attrs: 'read-write' });
  try {
    await sql`select pg_advisory_lock(${migrationLock})`.catch((error: unknown) => {
      throw silent(migrationUrl ? 'MIGRATION_DATABASE_URL' : 'DATABASE_URL', migrationUrl ?? url, error);
    });
    await migrate(drizzle({ client: sql }), { migrationsFolder: path.resolve(/*turbopackIgnore: true*/ 'db/migrations') });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
