import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { once, forget } from '../lib/once';
import { openEmbedded } from './embedded';
import type { Pool } from './pool';
import { openPostgres } from './postgres';
import * as schema from './schema';

/** One type for both databases, and for a transaction of either. */
export type Db = PgDatabase<PgQueryResultHKT, typeof schema>;

/** A row's values, in the order of its columns. */
export type Values = unknown[];

/** An open database. */
export type Database = {
  kind: 'embedded' | 'postgresql';
  /** Where it is, for who operates Latchkey; no secret is in it. */
  place: string;
  db: Db;
  /**
   * Verification's way to the primary: past the pool that everything else shares, with a deadline of one second.
   * A row is its values in the order of the query; by name it would cost twice.
   * @throws Unavailable when no answer came in time.
   */
  read(text: string, parameters: unknown[]): Promise<Values[]>;
  /**
   * The same for what verification writes before it answers, on connections of its own: a write that waits holds up no look-up.
   * The statement says whether it waits for a standby: these do not, and leave no hung connection behind while it is away; a failover may forget what they wrote.
   */
  write(text: string, parameters: unknown[]): Promise<Values[]>;
  /** The same for the counts of uses and for new seals, on a connection of its own: nobody waits for them, and what they wait for holds up no verdict. */
  count(text: string, parameters: unknown[]): Promise<Values[]>;
  /** How many of `read` and of `write` it answers side by side; to ask more at a time only makes them wait. */
  readers: number;
  /** What its connections are doing; the embedded database has one for everything. */
  pools: readonly Pool[];
  migrate(): Promise<void>;
  close(): Promise<void>;
};

export type DatabaseSettings = {
  url?: string;
  migrationUrl?: string;
  pooler: boolean;
  /** Where the embedded database lives; `memory://` in tests. */
  dataDir: string;
};

/** Opens PostgreSQL where a URL is given, else the embedded database, and makes it the one of this process. */
export async function openDatabase(settings: DatabaseSettings): Promise<Database> {
  const opened = settings.url ? await openPostgres({ ...settings, url: settings.url }) : await openEmbedded(settings.dataDir);
  return useDatabase(opened);
}

/** Makes it the database of this process. */
export function useDatabase(opened: Database): Database {
  forget('database');
  return once('database', () => opened);
}

/** The database of this process. */
export function database(): Database {
  return once<Database>('database', () => {
    throw new Error('the database is not open');
  });
}
