import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** Where a Chromium is: the one named, one on the PATH, Playwright's own; else it is fetched. */
export function browserPath(): string {
  return found() ?? fetched();
}

function found(): string | undefined {
  const { PLAYWRIGHT_CHROMIUM: named, PATH = '' } = process.env;
  if (named) return named;
  const onPath = PATH.split(path.delimiter).flatMap((folder) => names.map((name) => path.join(folder, name)));
  return [...onPath, chromium.executablePath()].find((file) => existsSync(file));
}

function fetched(): string {
  run('npx', ['playwright', 'install', 'chromium']);
  if (!found() && process.getuid?.() === 0) {
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
  }
  const file = found();
  if (!file) throw new Error('There is no Chromium: install one, or name one in PLAYWRIGHT_CHROMIUM.');
  return file;
}

function run(command: string, args: string[]): void {
  spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], timeout: 300_000 });
}
