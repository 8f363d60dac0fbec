import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { bundle } from './bundle.mjs';
import { fingerprint } from './fingerprint.mjs';

// Next draws both anew for each build, and instances that were built apart would not know each other's forms.
// The names of actions follow from the first; what is encrypted at run time is so with a key of the installation (lib/start.ts).
const shared = {
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: process.env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY || createHash('sha256').update('latchkey').digest('base64'),
  LATCHKEY_BUILD: fingerprint(),
};

await bundle();
if (process.env.VERCEL) run('scripts/run.mjs', 'check-environment');
run('scripts/run.mjs', 'prepare-image');
run('node_modules/next/dist/bin/next', 'build');

function run(...words) {
  const env = { ...process.env, ...shared, NEXT_TELEMETRY_DISABLED: '1', NEXT_IGNORE_INCORRECT_LOCKFILE: '1' };
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit', env });
  if (status !== 0) process.exit(status ?? 1);
}
