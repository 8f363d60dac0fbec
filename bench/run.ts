import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startNginx } from '@/tests/support/gateways';
import { databaseUrl, withSql } from '@/tests/support/postgresql';
import { startServer } from '@/tests/support/server';
import { consolePages } from './console';
import { start, type Contender } from './contenders';
import { exactness, written } from './exactness';
import { fill } from './fill';
import { drive, steady, type Measured } from './load';
import { gatewayConfiguration } from './nginx';
import { pages } from './pages';
import { report, type Results } from './report';
import { revocation } from './revocation';

/** Every contender in turn, in another order each round; medians of the rounds. `--quick` takes a few minutes. */
const quick = process.argv.includes('--quick');
const plan = quick ? { keys: 20_000, rounds: 3, seconds: 3, lists: [100, 10_000] } : { keys: 100_000, rounds: 5, seconds: 8, lists: [100, 10_000, 1_000_000] };
const connections = [32, 128];

const folder = mkdtempSync(path.join(os.tmpdir(), 'latchkey-bench-'));
const file = (name: string) => path.join(folder, name);
const secrets = { AUTH_SECRET: randomBytes(32).toString('hex'), KEY_PEPPER: `1:${randomBytes(32).toString('hex')}`, METRICS_TOKEN: randomBytes(16).toString('hex') };
Object.assign(process.env, secrets);

prepare();
const server = await startServer();
const running: Contender[] = [];
try {
  await main();
} finally {
  for (const contender of running) await contender.stop();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const url = await newDatabase('latchkey_bench');
  const { organization, owner } = await filled({ DATABASE_URL: url }, 'keys');
  await filled({ DATA_DIR: file('data') }, 'embedded keys');
  const keysOf = new Map<string, string>();
  const begin = async (contender: Parameters<typeof start>[0], keys: string) => {
    const started = await start(contender);
    running.push(started);
    keysOf.set(started.name, file(keys));
    console.log(`${started.name}: started in ${started.startedIn} ms, ${started.memory} MB`);
    return started;
  };

  const app = { command: ['dist/server.mjs'], ready: /is ready/, settled: written };
  const bare = await begin({ name: 'bare node:http, constant answer', command: ['bench/bare.mjs'], ready: /ready/ }, 'keys');
  const lookup = await begin({ name: 'node:http, a gathered look-up, nothing checked', command: ['bench/lookup.mjs'], ready: /ready/, env: { DATABASE_URL: url } }, 'keys');
  const latchkey = await begin({ name: 'Latchkey', ...app, env: { ...secrets, DATABASE_URL: url } }, 'keys');
  const embedded = await begin({ name: 'Latchkey, embedded database', ...app, env: { ...secrets, DATA_DIR: file('data') } }, 'embedded keys');
  const next = await begin({ name: 'Latchkey’s Next route', command: ['node_modules/next/dist/bin/next', 'start'], ready: /Ready in/, settled: written, env: { ...secrets, VERCEL: '1', DATABASE_URL: url } }, 'keys');
  const peer = await begin(
    { name: 'better-auth, api-key plugin', command: ['better-auth.mjs'], cwd: 'bench/peers', ready: /ready/, env: { DATABASE_URL: await newDatabase('better_auth_bench'), BENCH_COUNT: String(plan.keys), BENCH_KEYS: file('peer keys') } },
    'peer keys',
  );
  const gateways = [await throughNginx('Latchkey, asked by nginx for each request of a file', latchkey), await throughNginx('Latchkey, asked by nginx for each request of an API', latchkey, bare)];
  for (const { name } of gateways) keysOf.set(name, file('keys'));

  const contenders = [bare, lookup, latchkey, embedded, ...gateways, next, peer];
  await wake(next);
  for (const contender of contenders) await drive(contender, keysOf.get(contender.name)!, 32, plan.seconds);
  const results: Results = { plan, contenders, bare, peer, rounds: {}, steady: new Map() };
  for (const count of connections) {
    results.rounds[count] = new Map(contenders.map(({ name }) => [name, [] as Measured[]]));
    for (let round = 0; round < plan.rounds; round++) {
      for (const contender of shuffled(contenders)) {
        const measured = await drive(contender, keysOf.get(contender.name)!, count, plan.seconds);
        results.rounds[count].get(contender.name)!.push(measured);
        console.log(`${count} connections, round ${round + 1}: ${contender.name} ${Math.round(measured.rate)}/s, p99 ${measured.p99.toFixed(1)} ms`);
      }
    }
  }
  results.steady = await steadyRounds([bare, lookup, latchkey]);
  results.exactness = await exactness(latchkey, url, file('keys'), plan.seconds);
  results.revocation = await revocation({ ...app, env: { ...secrets, DATABASE_URL: url } }, latchkey, url, organization, owner, quick ? 100 : 1_000);
  results.console = await consolePages(latchkey, url, owner);
  results.pages = await pages(url, organization, owner, plan.lists);
  report(results);
}

/** In turns; the first round warms the load generator. */
async function steadyRounds(contenders: Contender[]): Promise<Results['steady']> {
  const measured: Results['steady'] = new Map(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round <= plan.rounds; round++) {
    for (const contender of shuffled(contenders)) {
      const latency = await steady(contender, file('keys'), 1_000, plan.seconds);
      if (round === 0) continue;
      measured.get(contender.name)!.push(latency);
      console.log(`1,000 requests/s, round ${round}: ${contender.name} p50 ${latency.p50.toFixed(2)} ms, p99 ${latency.p99.toFixed(2)} ms`);
    }
  }
  return measured;
}

/** What one leaves behind in caches and tables shall not always be the same other's burden. */
function shuffled<T>(all: T[]): T[] {
  return all.map((one) => ({ one, place: Math.random() })).toSorted((a, b) => a.place - b.place).map(({ one }) => one);
}

async function throughNginx(name: string, latchkey: Contender, api?: Contender): Promise<Contender> {
  const { configuration, port } = await gatewayConfiguration(portOf(latchkey), api ? portOf(api) : null);
  const stop = await startNginx(configuration, port);
  const gateway = { ...latchkey, needle: api ? latchkey.needle : 'GIF89a', startedIn: 0, name, url: `http://127.0.0.1:${port}`, path: '/v1/data/posts', stop: async () => void (await stop()) };
  running.push(gateway);
  return gateway;
}

function portOf({ url }: Contender): number {
  return Number(new URL(url).port);
}

/** Pages first: what Next switches on with them stays on, where server.ts does not put it to rest. */
async function wake({ url }: Contender): Promise<void> {
  for (let i = 0; i < 20; i++) await (await fetch(`${url}/sign-in`)).text();
}

async function newDatabase(name: string): Promise<string> {
  await withSql(server.url, (sql) => sql.unsafe(`create database ${name}`));
  return databaseUrl(server.url, name);
}

async function filled(where: Record<string, string>, keys: string) {
  delete process.env.DATABASE_URL;
  Object.assign(process.env, where);
  console.log(`${plan.keys} keys for ${Object.keys(where)[0]}`);
  return fill(plan.keys, file(keys));
}

/** Builds what is to be measured, and fetches the peers. */
function prepare(): void {
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error('The build failed. `npm run build` shows all it says.');
  if (!existsSync('bench/peers/node_modules')) spawnSync('npm', ['ci', '--prefix', 'bench/peers'], { stdio: 'inherit' });
}
