import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundle } from './bundle.mjs';
import { fingerprint } from './fingerprint.mjs';

process.env.NEXT_TELEMETRY_DISABLED = '1';
process.env.NEXT_IGNORE_INCORRECT_LOCKFILE = '1';
if (process.argv.includes('--demo')) throwAwayFolder();
if (process.argv.includes('--dev')) await bundle();
else buildIfNeeded();
process.env.NODE_ENV = process.argv.includes('--dev') ? 'development' : 'production';
await import('../dist/server.mjs');

function buildIfNeeded() {
  if (existsSync('dist/database.tgz') && existsSync('.next/BUILD_ID') && readFileSync('.next/BUILD_ID', 'utf8') === fingerprint()) return;
  console.log('Building Latchkey: once, about a minute, with up to 2 GB of memory.');
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) {
    console.error('The build failed. `npm run build` shows all it says.');
    process.exit(1);
  }
}

function throwAwayFolder() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'latchkey-demo-'));
  process.env.DATA_DIR = folder;
  delete process.env.DATABASE_URL;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
}
