import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { openDatabase } from '@/db/client';
import { killed, runFile } from '@/tests/support/child';
import { closeDatabase, newDatabase, rows } from '@/tests/support/database';
import { verdictOf } from '@/tests/support/keys';

let settings: { url?: string; dataDir: string };

beforeAll(async () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'latchkey-kill-'));
  settings = inject('engine') === 'postgresql' ? { dataDir, url: await newDatabase() } : { dataDir };
});

afterAll(async () => {
  await closeDatabase();
  rmSync(settings.dataDir, { recursive: true, force: true });
});

test('[S25] kill -9 at any moment: every key that was acknowledged is there, verifies, and has its event', async () => {
  const writer = runFile('writer.ts', { DATA_DIR: settings.dataDir, DATABASE_URL: settings.url ?? '' });
  const acknowledged = await killed(writer, 40);
  expect(acknowledged.length).toBeGreaterThanOrEqual(40);
  await openDatabase({ ...settings, pooler: false });
  for (const line of acknowledged) {
    const [id, plaintext] = line.split(' ');
    expect(await verdictOf(plaintext!)).toMatchObject({ code: 'valid', key: { id } });
  }
  expect(await rows(`select id::text from keys except select entity_id from audit_events where action = 'key.created'`)).toEqual([]);
  expect(await rows(`select entity_id from audit_events where action = 'key.created' except select id::text from keys`)).toEqual([]);
  expect(await rows(`select entity_id from audit_events where action = 'key.created' group by 1 having count(*) > 1`)).toEqual([]);
});
