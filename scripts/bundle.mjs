import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

/** Bundles server.ts and the commands into dist/: Node runs no TypeScript. What is there already is left alone: another process may be reading it. */
export async function bundle() {
  const commands = readdirSync('lib/commands').map((file) => [file.replace(/\.ts$/, ''), `lib/commands/${file}`]);
  const { outputFiles } = await build({
    entryPoints: Object.fromEntries([['server', 'server.ts'], ...commands]),
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'warning',
    write: false,
  });
  mkdirSync('dist', { recursive: true });
  for (const { path, text } of outputFiles) if (!existsSync(path) || readFileSync(path, 'utf8') !== text) replace(path, text);
}

function replace(path, text) {
  writeFileSync(`${path}.${process.pid}`, text);
  renameSync(`${path}.${process.pid}`, path);
}
