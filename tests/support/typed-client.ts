import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

/** A program in TypeScript, over the types that `openapi-typescript` makes of a document; compiled against them. */
export async function compiled(document: object, program: string): Promise<{ errors: string; run: (env: Record<string, string>) => string }> {
  const folder = mkdtempSync(path.resolve('node_modules/.typed-client-'));
  writeFileSync(path.join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(path.join(folder, 'openapi.json'), JSON.stringify(document));
  writeFileSync(path.join(folder, 'program.ts'), program);
  await generateTypes(folder);
  const { stdout } = spawnSync(path.resolve('node_modules/.bin/tsc'), ['--ignoreConfig', '--noEmit', '--strict', '--skipLibCheck', '--module', 'esnext', '--moduleResolution', 'bundler', '--target', 'es2023', '--types', 'node', 'program.ts'], { cwd: folder, encoding: 'utf8' });
  const file = path.join(folder, 'program.mjs');
  await build({ entryPoints: [path.join(folder, 'program.ts')], outfile: file, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  return {
    errors: stdout,
    run: (env) => {
      const { stdout: said, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8', env: { ...process.env, ...env } });
      return said + stderr;
    },
  };
}

// What is bundled as a module may still want to require.
const requires = "import { createRequire as requireFor } from 'node:module'; const require = requireFor(import.meta.url);";

/** Its generator speaks to TypeScript 5; the project’s own has no such interface any more. */
async function generateTypes(folder: string): Promise<void> {
  const script = `
    import { readFileSync, writeFileSync } from 'node:fs';
    import openapi, { astToString } from 'openapi-typescript';
    writeFileSync('types.d.ts', astToString(await openapi(JSON.parse(readFileSync('openapi.json', 'utf8')))));`;
  writeFileSync(path.join(folder, 'generate.src.mjs'), script);
  const file = path.join(folder, 'generate.mjs');
  await build({ entryPoints: [path.join(folder, 'generate.src.mjs')], outfile: file, bundle: true, platform: 'node', format: 'esm', alias: { typescript: 'typescript-5' }, external: ['typescript-5'], banner: { js: requires }, logLevel: 'error' });
  const { status, stderr } = spawnSync(process.execPath, [file], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`openapi-typescript failed: ${stderr}`);
}
