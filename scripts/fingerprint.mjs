import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const sources = ['app', 'components', 'db', 'instrumentation.ts', 'lib', 'middleware.ts', 'next.config.ts', 'package-lock.json', 'postcss.config.mjs', 'scripts', 'server.ts', 'tsconfig.json'];

/** A number that two builds share if, and only if, they are of the same sources, wherever they were made. */
export function fingerprint() {
  const hash = createHash('sha256');
  for (const file of sources.flatMap(filesIn)) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 32);
}

function filesIn(entry) {
  if (path.extname(entry) !== '') return [entry];
  const found = readdirSync(entry, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return found.map(({ parentPath, name }) => path.join(parentPath, name)).toSorted();
}
