import { Agent, request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { hashPassword } from '@/lib/core/accounts/password';
import { withSql } from '@/tests/support/postgresql';
import { cpuOf } from './load';
import type { Contender } from './contenders';

const password = 'a password for the bench alone';
// Until V8 has compiled what draws the page.
const warmUps = 200;
const asked = 200;

/** A page of the console as its owner sees it: milliseconds from the request to the last byte, and of CPU. */
export type Page = { path: string; p50: number; p95: number; cpu: number; kilobytes: number };

/** Times pages of the running app one after another, with the keys of the whole bench in the organization. */
export async function consolePages({ url, pid }: Contender, databaseUrl: string, owner: string): Promise<Page[]> {
  const hash = await hashPassword(password);
  const [user] = await withSql(databaseUrl, (sql) => sql`update users set password_hash = ${hash} where id = ${owner} returning email`);
  const cookie = await signedIn(url, user!.email as string);
  const pages = [];
  for (const path of ['keys', 'members', 'audit']) pages.push(await timed(`/organizations/bench/${path}`, cookie, url, pid));
  return pages;
}

async function timed(path: string, cookie: string, url: string, pid: number): Promise<Page> {
  const agent = new Agent({ keepAlive: true });
  const page = () => fetched(url + path, { cookie, 'accept-encoding': 'gzip' }, agent);
  for (let i = 0; i < warmUps; i++) await page();
  const before = cpuOf(pid);
  const times: number[] = [];
  let length = 0;
  for (let i = 0; i < asked; i++) {
    const { took, text } = await page();
    times.push(took);
    length = text.length;
  }
  agent.destroy();
  times.sort((a, b) => a - b);
  return { path, p50: times[Math.floor(asked * 0.5)]!, p95: times[Math.floor(asked * 0.95)]!, cpu: (cpuOf(pid) - before) / asked / 1_000, kilobytes: Math.round(length / 1_024) };
}

/** A page, and the milliseconds to its last byte: what is the server's. It is unpacked, and looked at, after that. */
function fetched(url: string, headers: Record<string, string>, agent: Agent): Promise<{ took: number; text: string }> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const took = performance.now() - began;
        if (response.statusCode !== 200) return reject(new Error(`${url}: ${response.statusCode}`));
        const text = gunzipSync(Buffer.concat(chunks)).toString();
        if (text.includes('</html>')) resolve({ took, text });
        else reject(new Error(`${url}: ends early`));
      });
    });
    asked.on('error', reject).end();
  });
}

/** Signs in through next-auth's own endpoint, as a browser does. */
async function signedIn(url: string, email: string): Promise<string> {
  const asking = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = (await asking.json()) as { csrfToken: string };
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookiesOf(asking) },
    body: new URLSearchParams({ csrfToken, email, password }),
  });
  return cookiesOf(answer);
}

const cookiesOf = (response: Response) => response.headers.getSetCookie().map((line) => line.split(';')[0]).join('; ');
