import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import { database, useDatabase, type Database } from '@/db/client';
import * as schema from '@/db/schema';

/** A node of a plan, with what really happened. */
export type Plan = { 'Node Type': string; 'Relation Name'?: string; 'Rows Removed by Filter'?: number; 'Actual Rows': number; 'Actual Loops': number; Plans?: Plan[] };

/** What PostgreSQL was asked meanwhile of the table: the nodes of each statement's plan. */
export async function plansDuring(url: string, table: string, use: () => Promise<unknown>): Promise<Plan[][]> {
  const sql = postgres(url, { max: 1 });
  const asked: [string, unknown[]][] = [];
  const real = database();
  useDatabase({ ...real, db: drizzle({ client: sql, schema, logger: { logQuery: (text, parameters) => void asked.push([text, parameters]) } }) as unknown as Database['db'] });
  try {
    await use();
    const plans = [];
    for (const [text, parameters] of asked.filter(([query]) => query.includes(`from "${table}"`))) {
      const [explained] = await sql.unsafe(`explain (analyze, format json) ${text}`, parameters as never[]);
      plans.push(nodesOf((explained!['QUERY PLAN'] as [{ Plan: Plan }])[0].Plan));
    }
    return plans;
  } finally {
    useDatabase(real);
    await sql.end();
  }
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** How many rows of the table the nodes looked at. */
export const rowsRead = (nodes: Plan[], table: string): number =>
  nodes.filter((node) => node['Relation Name'] === table).reduce((sum, node) => sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'], 0);
