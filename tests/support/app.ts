import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** Somebody of the example organization, with what the demonstration printed. */
export type DemoPerson = { role: 'owner' | 'admin' | 'member'; email: string; password: string; key: string };

/** The real app, built and running as a process of its own. */
export type App = {
  url: string;
  pid: number;
  /** The link that sets it up; null once there is an owner. */
  setUpLink: string | null;
  /** With `demo`: an owner, an admin and two members. */
  people: DemoPerson[];
  dataDir: string;
  /** All that it has printed so far: no secret may stand in it, but for what `demo` prints. */
  output(): string;
  /** Ends it as an operator does, and gives its exit code. */
  stop(): Promise<number | null>;
  /** Removes its folder, where it is its own. */
  clear(): void;
};

type Settings = {
  demo?: boolean;
  /** Unset: an embedded database in a folder of its own, which is gone afterwards. */
  databaseUrl?: string;
  /** A folder that outlives the app, to start it again on. */
  dataDir?: string;
  env?: Record<string, string>;
  /** Another Node than that of the tests. */
  node?: string;
};

/** Starts it on a free port, building it first where that is needed. */
export async function startApp(settings: Settings = {}): Promise<App> {
  const dataDir = settings.dataDir ?? mkdtempSync(path.join(os.tmpdir(), 'latchkey-app-'));
  const child = spawn(settings.node ?? process.execPath, ['scripts/start.mjs', ...(settings.demo ? ['--demo'] : [])], {
    env: { ...inherited(), PORT: '0', DATA_DIR: dataDir, DATABASE_URL: settings.databaseUrl ?? '', ...settings.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const url = await ready(child, lines);
  const setUpLink = lines.map((line) => /^Set up Latchkey: (\S+)$/.exec(line)?.[1]).find(Boolean);
  return {
    url,
    pid: child.pid!,
    setUpLink: setUpLink?.replace(/^https?:\/\/[^/]+/, url) ?? null,
    people: lines.flatMap(personIn),
    dataDir,
    output: () => lines.join('\n'),
    stop: () => ended(child),
    clear: () => {
      if (!settings.dataDir) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Nothing that a developer has set for themselves. */
function inherited(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, NODE_OPTIONS } = process.env;
  return { PATH, HOME, TMPDIR, NODE_OPTIONS, NODE_ENV: 'production' };
}

function ready(child: ChildProcess, lines: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stderr! }).on('line', (line) => lines.push(line));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      lines.push(line);
      const port = /^Latchkey is ready on port (\d+): /.exec(line)?.[1];
      if (port) resolve(`http://localhost:${port}`);
    });
    child.on('exit', (code) => reject(new Error(`the app ended with ${code}:\n${lines.join('\n')}`)));
  });
}

function personIn(line: string): DemoPerson[] {
  const [, role, email, password, key] = /^(owner|admin|member) {2}(\S+@\S+) {2}(\S+) {2}(\S+)$/.exec(line) ?? [];
  return role ? [{ role: role as DemoPerson['role'], email: email!, password: password!, key: key! }] : [];
}

async function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit') as Promise<[number | null]>;
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), 15_000);
  const [code] = await exit;
  clearTimeout(patience);
  return code;
}
