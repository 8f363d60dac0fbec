import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The programs that some tests alone run, in the node_modules of that folder of tests: installed when first wanted, and again when their lock changes. */
export function tools(of: 'lint' | 'nodes'): string {
  const folder = path.resolve('tests', of);
  const installed = path.join(folder, 'node_modules');
  const mark = path.join(installed, '.installed');
  const wanted = createHash('sha256').update(readFileSync(path.join(folder, 'package-lock.json'))).digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return installed;
  install(folder);
  writeFileSync(mark, wanted);
  return installed;
}

/** Their install scripts only count installations for others. */
function install(folder: string): void {
  const { status, stdout, stderr, error } = spawnSync('npm', ['ci', '--prefix', folder, '--ignore-scripts', '--no-audit', '--no-fund'], { encoding: 'utf8' });
  if (status === 0) return;
  rmSync(path.join(folder, 'node_modules'), { recursive: true, force: true });
  throw new Error(`what tests run from ${folder} could not be installed by npm ci: ${error?.message ?? ''}${stdout ?? ''}${stderr ?? ''}`);
}
