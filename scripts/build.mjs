import { spawnSync } from 'node:child_process';
import { bundle } from './bundle.mjs';

await bundle();
const prepare = spawnSync(process.execPath, ['scripts/run.mjs', 'prepare-image'], { stdio: 'inherit' });
if (prepare.status !== 0) process.exit(prepare.status ?? 1);
const { status } = spawnSync(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
  stdio: 'inherit',
  env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NEXT_IGNORE_INCORRECT_LOCKFILE: '1' },
});
process.exit(status ?? 1);
