import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';

/** Waits until the program listens on that port, and gives what ends it; its folder is gone then. What it logs comes into `said`. */
export async function listening(child: ChildProcess, folder: string, port: number, said: string[] = []): Promise<() => Promise<void>> {
  child.stderr!.setEncoding('utf8').on('data', (chunk: string) => said.push(chunk));
  let gone: Error | undefined;
  child.once('error', (error) => (gone = error)).once('exit', (code) => (gone = new Error(`it ended with ${code}`)));
  const exited = new Promise((resolve) => child.once('exit', resolve));
  while (!(await listens(port))) {
    if (gone) throw new Error(`${child.spawnfile} did not start: is it installed? (${gone.message})`);
    await new Promise(setImmediate);
  }
  return async () => {
    child.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    probe.once('connect', () => probe.destroy());
  });
}
