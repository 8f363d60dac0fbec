import { withSql } from '@/tests/support/postgresql';
import type { Contender } from './contenders';
import { drive } from './load';

/**
 * Drives with all it has, and compares what the database counts with what was answered.
 * The app's own count is the one that can be exact: wrk leaves answers unread when it stops.
 */
export async function exactness(contender: Contender, databaseUrl: string, keysFile: string, seconds: number): Promise<{ answered: number; stored: number }> {
  const { url } = contender;
  const before = { answered: await answered(url), stored: await stored(databaseUrl) };
  await drive(contender, keysFile, 128, seconds);
  const result = { answered: (await answered(url)) - before.answered, stored: (await stored(databaseUrl)) - before.stored };
  if (result.answered !== result.stored) throw new Error(`${result.answered} were answered, and ${result.stored} are stored`);
  return result;
}

const stored = (url: string) => withSql(url, async (sql) => Number((await sql`select sum(count) as total from key_usage`)[0]!.total));

const answered = (url: string) => metric(url, /^latchkey_verdicts_total\{endpoint="verify",code="valid"\} (\d+)/m);

/** Waits until no use waits to be written any more. @throws where METRICS_TOKEN is not the instance's. */
export async function written(url: string): Promise<void> {
  do await new Promise((resolve) => setTimeout(resolve, 200));
  while ((await metric(url, /^latchkey_usage_backlog (\d+)/m)) > 0);
}

async function metric(url: string, line: RegExp): Promise<number> {
  const text = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${process.env.METRICS_TOKEN}` } })).text();
  const [, value] = line.exec(text) ?? [];
  if (value === undefined) throw new Error(`${url}/metrics does not say ${line}: ${text.slice(0, 100)}`);
  return Number(value);
}
