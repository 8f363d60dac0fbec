import { readFileSync } from 'node:fs';
import { withSql } from '@/tests/support/postgresql';
import type { Contender } from './contenders';

const lanes = 64;

/** Asks once with each key, and compares what is stored with what was answered. */
export async function exactness({ url }: Contender, databaseUrl: string, keysFile: string): Promise<{ answered: number; stored: number }> {
  const keys = readFileSync(keysFile, 'utf8').trim().split('\n').slice(0, 20_000);
  await waitForFlush();
  const before = await stored(databaseUrl);
  let answered = 0;
  let next = 0;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (next < keys.length) {
        const response = await fetch(`${url}/v1/verify`, { headers: { 'x-api-key': keys[next++]! } });
        if (response.status === 200 && ((await response.json()) as { valid: boolean }).valid) answered++;
      }
    }),
  );
  await waitForFlush();
  const result = { answered, stored: (await stored(databaseUrl)) - before };
  if (result.answered !== result.stored) throw new Error(`${answered} were answered, and ${result.stored} are stored`);
  return result;
}

const stored = (url: string) => withSql(url, async (sql) => Number((await sql`select sum(count) as total from key_usage`)[0]!.total));

/** The uses of one second are written in the next. */
const waitForFlush = () => new Promise((resolve) => setTimeout(resolve, 4_000));
