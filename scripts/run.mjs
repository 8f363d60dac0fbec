import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Runs a command of lib/commands: `node scripts/run.mjs migrate`. */
const [name, ...words] = process.argv.slice(2);
// The image holds the bundles, and neither the sources nor what bundles them.
if (existsSync('lib/commands')) await (await import('./bundle.mjs')).bundle();
const command = await import(pathToFileURL(path.resolve(`dist/${name}.mjs`)).href);
try {
  await command.default(words);
} catch (error) {
  // What a driver hangs on its errors is not for the screen.
  console.error(['StartProblem', 'EnvironmentError'].includes(error.name) ? error.message : `${name} did not work: ${(error.cause ?? error).message}`);
  process.exitCode = 1;
}
