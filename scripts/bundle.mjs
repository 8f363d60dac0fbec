import { readdirSync } from 'node:fs';
import { build } from 'esbuild';

/** Bundles server.ts and the commands into dist/: Node runs no TypeScript. */
export async function bundle() {
  const commands = readdirSync('lib/commands').map((file) => [file.replace(/\.ts$/, ''), `lib/commands/${file}`]);
  await build({
    entryPoints: Object.fromEntries([['server', 'server.ts'], ...commands]),
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
  });
}
