import { spawn } from 'node:child_process';
import { once } from 'node:events';

export type Ran = { code: number | null; said: string; complained: string };

/** Runs `npm run <name> -- <words>` to its end, as who operates the machine does. */
export async function command(name: string, words: string[], env: Record<string, string> = {}): Promise<Ran> {
  const { PATH, HOME, TMPDIR } = process.env;
  const child = spawn('npm', ['run', '--silent', name, '--', ...words], { env: { PATH, HOME, TMPDIR, ...env } as never, stdio: ['ignore', 'pipe', 'pipe'] });
  let [said, complained] = ['', ''];
  child.stdout.on('data', (chunk) => (said += chunk));
  child.stderr.on('data', (chunk) => (complained += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, said, complained };
}
