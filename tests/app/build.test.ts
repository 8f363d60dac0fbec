import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

test('instances that were built apart know each other’s forms and pages: nothing in a build is drawn by lot', async () => {
  const { fingerprint } = (await import(path.resolve('scripts/fingerprint.mjs'))) as { fingerprint(): string };
  const { encryptionKey } = JSON.parse(readFileSync('.next/server/server-reference-manifest.json', 'utf8')) as { encryptionKey: string };
  expect(encryptionKey).toBe(createHash('sha256').update('latchkey').digest('base64'));
  expect(readFileSync('.next/BUILD_ID', 'utf8')).toBe(fingerprint());
});
