import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const folder = path.resolve('tests/lint');

/** The folder of the programs that only lint tests run: installed when first wanted, and again when their lock changes. */
export function lintTools(): string {
  const bin = path.join(folder, 'node_modules/.bin');
  const mark = path.join(folder, 'node_modules/.installed');
  const wanted = createHash('sha256').update(readFileSync(path.join(folder, 'package-lock.json'))).digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return bin;
  install();
  writeFileSync(mark, wanted);
  return bin;
}

/** Their install scripts only count installations for others. */
function install(): void {
  const { status, stdout, stderr, error } = spawnSync('npm', ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'], { encoding: 'utf8' });
  if (status === 0) return;
  rmSync(path.join(folder, 'node_modules'), { recursive: true, force: true });
  throw new Error(`the linters of tests/lint could not be installed by npm ci: ${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`);
}
