import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Runs a command of lib/commands: `node scripts/run.mjs migrate`. The image holds them bundled, without their sources. */
const [name, ...words] = process.argv.slice(2);
try {
  if (existsSync('lib/commands')) await (await import('./bundle.mjs')).bundle();
  const command = await import(pathToFileURL(path.resolve(`dist/${name}.mjs`)).href);
  await command.default(words);
} catch (error) {
  // What a driver hangs on its errors is not for the screen.
  const cause = error.cause ?? error;
  console.error(['StartProblem', 'EnvironmentError'].includes(error.name) ? error.message : `${name} did not work: ${cause.message || cause.code}`);
  process.exit(1);
}
