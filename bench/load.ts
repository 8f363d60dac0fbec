import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { promisify } from 'node:util';
import type { Contender } from './contenders';
import { paced } from './paced';

/** What a run of a load generator measured; latencies in milliseconds, CPU of the contender's process in microseconds a request, with what it left for later. */
export type Measured = { rate: number; p50: number; p99: number; cpu: number };

const run = promisify(execFile);

/**
 * Drives a contender with as many requests as it answers, from so many connections; done when that has settled.
 * @throws when an answer was not the one that a good key gets.
 */
export async function drive(contender: Contender, keysFile: string, connections: number, seconds: number): Promise<Measured> {
  const before = cpuOf(contender.pid);
  const { stdout } = await run('wrk', ['-t1', `-c${connections}`, `-d${seconds}`, '--timeout', '10', '-s', 'bench/load.lua', contender.url], {
    env: { ...process.env, BENCH_KEYS: keysFile, BENCH_PATH: contender.path, BENCH_NEEDLE: contender.needle },
  });
  await contender.settled();
  const result = JSON.parse(/RESULT (.*)/.exec(stdout)![1]!) as { requests: number; seconds: number; wrong: number; p50: number; p99: number };
  if (result.wrong > 0 || result.requests === 0) throw new Error(`${contender.name}: ${result.wrong} of ${result.requests} answers were wrong`);
  return { rate: result.requests / result.seconds, p50: result.p50, p99: result.p99, cpu: (cpuOf(contender.pid) - before) / result.requests };
}

/** Microseconds of CPU that the process has used: fields 14 and 15 of proc(5), in hundredths of a second. */
export function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10_000;
}

/** The median, of numbers. */
export function median(numbers: number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted.length % 2 === 1 ? sorted[(sorted.length - 1) / 2]! : (sorted[sorted.length / 2 - 1]! + sorted[sorted.length / 2]!) / 2;
}

/** Milliseconds of a run at a steady rate. */
export type Latency = { p50: number; p99: number };

/** Latency, from the sending, where requests with random keys come at a steady rate, below what the contender can do. @throws when an answer was not the one that a good key gets. */
export async function steady(contender: Contender, keysFile: string, rate: number, seconds: number): Promise<Latency> {
  const keys = readFileSync(keysFile, 'utf8').trim().split('\n');
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const running = paced(() => verified(contender, keys[Math.floor(Math.random() * keys.length)]!, agent), rate);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  const times = await running.stop();
  agent.destroy();
  await contender.settled();
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) };
}

/** Of numbers in their order. */
export const percentile = (sorted: number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;

/** Asks a contender once. @throws when the answer is not the one that a good key gets. */
export function verified({ url, path, needle }: Pick<Contender, 'url' | 'path' | 'needle'>, key: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(`${url}${path}`, { agent, headers: { 'x-api-key': key } }, (response) => {
      let body = '';
      response.setEncoding('latin1').on('data', (chunk) => (body += chunk)).on('error', reject);
      response.on('end', () => (response.statusCode === 200 && body.includes(needle) ? resolve() : reject(new Error(`status ${response.statusCode}: ${body.slice(0, 100)}`))));
    }).on('error', reject);
  });
}
