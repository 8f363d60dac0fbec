import { randomBytes } from 'node:crypto';
import { defineConfig } from 'vitest/config';

const secret = () => randomBytes(32).toString('base64url');

const root = import.meta.dirname;

/** The same tests on both databases; what speaks of one of them alone is named after it, and what needs none is plain. */
const onBoth = ['tests/core/**/*.test.ts', 'tests/transport/**/*.test.ts', 'tests/db/**/*.test.ts'];

/** What takes long, left to `npm test`: `npm run check` stays under a minute. */
const slow = ['tests/core/access.test.ts', 'tests/core/transfer/**', 'tests/core/audit/long.test.ts', 'tests/core/usage/many.test.ts', 'tests/db/{bench,embedded,kill}.test.ts', 'tests/transport/{parity,gateways,gateways-http2}.test.ts', 'tests/transport/openapi/**'];

const common = {
  pool: 'forks',
  // One process for many files: each has a database of its own, and loading the modules anew costs more than the tests.
  isolate: false,
  env: { AUTH_SECRET: secret(), KEY_PEPPER: `1:${secret()}`, DATABASE_URL: '', RACE_ROUNDS: process.env.RACE_ROUNDS ?? '50' },
  testTimeout: 30_000,
  hookTimeout: 60_000,
} as const;

export default defineConfig({
  resolve: { alias: { '@': root } },
  test: {
    maxWorkers: 2,
    projects: [
      { extends: true, test: { ...common, name: 'plain', include: ['tests/*.test.ts', 'tests/**/*.plain.test.ts'] } },
      {
        extends: true,
        test: {
          ...common,
          name: 'embedded',
          include: onBoth,
          exclude: ['**/postgresql.test.ts', '**/*.plain.test.ts', ...(process.env.FAST ? slow : [])],
          provide: { engine: 'embedded' },
          globalSetup: 'tests/support/embedded.ts',
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: 'app',
          include: ['tests/app/**/*.test.ts'],
          maxWorkers: 1,
          provide: { engine: 'postgresql' },
          globalSetup: ['tests/support/prepare-app.ts', 'tests/support/postgresql.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...common,
          name: 'postgresql',
          include: onBoth,
          exclude: ['**/embedded.test.ts', '**/*.plain.test.ts'],
          provide: { engine: 'postgresql' },
          globalSetup: 'tests/support/postgresql.ts',
        },
      },
    ],
  },
});
