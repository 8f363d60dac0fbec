import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A process of its own that runs a TypeScript file of tests/support. */
export function runFile(file: string, env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', `tests/support/${file}`], {
    env: { NODE_ENV: 'test', PATH: process.env.PATH, AUTH_SECRET: process.env.AUTH_SECRET, KEY_PEPPER: process.env.KEY_PEPPER, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** The first lines that it prints. */
export async function linesOf(child: ChildProcess, count: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    lines.push(line);
    if (lines.length === count) return lines;
  }
  throw new Error(`it ended after ${lines.length} lines`);
}

/** Ends it without notice, and gives all that it had printed by then. */
export async function killed(child: ChildProcess, count: number): Promise<string[]> {
  let said = '';
  const enough = new Promise<void>((resolve) => {
    child.stdout!.on('data', (chunk) => {
      said += chunk;
      if (said.split('\n').length > count) resolve();
    });
  });
  const ended = once(child.stdout!, 'end');
  await Promise.race([enough, once(child, 'exit').then(() => Promise.reject(new Error(`it ended by itself: ${said}`)))]);
  child.kill('SIGKILL');
  await ended;
  return said.split('\n').slice(0, -1);
}
