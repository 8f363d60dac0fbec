import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import type { TestProject } from 'vitest/node';
import type {} from './provided';
import { startServer } from './server';

/** A PostgreSQL for the run, with a migrated template; what the run made is gone after it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = process.env.TEST_DATABASE_URL ? { url: process.env.TEST_DATABASE_URL, stop: async () => {} } : await startServer();
  const template = `latchkey_test_${randomBytes(5).toString('hex')}`;
  await withSql(server.url, (sql) => sql.unsafe(`create database ${template}`));
  await withSql(databaseUrl(server.url, template), (sql) => migrate(drizzle({ client: sql }), { migrationsFolder: path.resolve('db/migrations') }));
  project.provide('server', { url: server.url, template });
  return async () => {
    await withSql(server.url, (sql) => dropDatabases(sql, template));
    await server.stop();
  };
}

export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

export async function withSql<T>(url: string, use: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await use(sql);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function dropDatabases(sql: postgres.Sql, template: string): Promise<void> {
  const made = await sql<{ datname: string }[]>`select datname from pg_database where datname like ${template + '%'}`;
  for (const { datname } of made) await sql.unsafe(`drop database if exists ${datname} with (force)`);
}
