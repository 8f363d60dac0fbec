import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { freePort } from '@/tests/support/free-port';

/** Who answers verifications: `pid` is the process whose CPU is counted, `needle` what stands in every good answer; `settled` waits until what it left for later is done, too. */
export type Contender = { name: string; url: string; path: string; needle: string; pid: number; startedIn: number; memory: number; settled: () => Promise<void>; stop: () => Promise<void> };

type Start = { name: string; command: string[]; ready: RegExp; path?: string; needle?: string; env?: Record<string, string>; cwd?: string; settled?: (url: string) => Promise<void> };

/** Starts a contender as a process of its own, on a port of its own. */
export async function start({ name, command, ready, path = '/v1/verify', needle = '"valid":true', env = {}, cwd, settled = async () => {} }: Start): Promise<Contender> {
  const port = await freePort();
  const began = performance.now();
  const child = spawn(process.execPath, command, {
    cwd,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', PORT: String(port), HOST: '127.0.0.1', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (chunk) => ready.test((said += chunk)) && resolve());
    void exited.then(() => reject(new Error(`${name} did not start: ${said}`)));
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await exited;
  };
  const url = `http://127.0.0.1:${port}`;
  return { name, url, path, needle, pid: child.pid!, startedIn: Math.round(performance.now() - began), memory: memoryOf(child.pid!), settled: () => settled(url), stop };
}

/** Resident megabytes: proc(5), VmRSS. */
const memoryOf = (pid: number) => Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1_024);
