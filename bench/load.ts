import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { promisify } from 'node:util';
import type { Contender } from './contenders';

/** What a run of a load generator measured; latencies in milliseconds, CPU of the contender's process in microseconds a request. */
export type Measured = { rate: number; p50: number; p99: number; cpu: number };

const run = promisify(execFile);

/**
 * Drives a contender with as many requests as it answers, from so many connections.
 * @throws when an answer was not the one that a good key gets.
 */
export async function drive(contender: Contender, keysFile: string, connections: number, seconds: number): Promise<Measured> {
  const before = cpuOf(contender.pid);
  const { stdout } = await run('wrk', ['-t1', `-c${connections}`, `-d${seconds}`, '--timeout', '10', '-s', 'bench/load.lua', contender.url], {
    env: { ...process.env, BENCH_KEYS: keysFile, BENCH_PATH: contender.path, BENCH_NEEDLE: contender.needle },
  });
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

/** Latency, from the sending, where requests come at a steady rate, below what the contender can do. */
export async function steady(contender: Contender, keysFile: string, rate: number, seconds: number): Promise<Latency> {
  const keys = readFileSync(keysFile, 'utf8').trim().split('\n');
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const times: number[] = [];
  const sent: Promise<void>[] = [];
  const began = performance.now();
  for (let n = 0; n < rate * seconds; ) {
    for (const due = ((performance.now() - began) * rate) / 1_000; n < due; n++) sent.push(once(contender, keys[n % keys.length]!, agent).then((time) => void times.push(time)));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(sent);
  agent.destroy();
  times.sort((a, b) => a - b);
  return { p50: times[Math.floor(times.length * 0.5)]!, p99: times[Math.floor(times.length * 0.99)]! };
}

function once({ url, path }: Contender, key: string, agent: Agent): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const asked = request(`${url}${path}`, { agent, headers: { 'x-api-key': key } }, (response) => {
      if (response.statusCode !== 200) return reject(new Error(`status ${response.statusCode}`));
      response.resume().on('end', () => resolve(performance.now() - began));
    });
    asked.on('error', reject).end();
  });
}
