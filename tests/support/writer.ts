import { randomUUID } from 'node:crypto';
import { openDatabase } from '@/db/client';
import type { Caller } from '@/lib/core/access';
import { setUp } from '@/lib/core/accounts/set-up';
import { insertSetupToken } from '@/lib/core/accounts/store';
import { createKey } from '@/lib/core/keys/create';
import { environment } from '@/lib/env';

/** A process that makes keys for ever and says so of each, for tests that end it without notice. */
const { DATABASE_URL: url, DATA_DIR: dataDir } = environment();
const database = await openDatabase({ url, dataDir, pooler: false });
await database.migrate();

const common = { door: 'command', requestId: randomUUID(), address: null, userAgent: null } as const;
const nobody: Caller = { ...common, actor: { kind: 'nobody' } };
const token = randomUUID();
await insertSetupToken(database.db, token);
const { userId, organization } = await setUp(nobody, { token, name: 'Owner', email: 'owner@example.com', password: randomUUID(), organization: 'Acme' });
const owner: Caller = { ...common, actor: { kind: 'member', userId, sessionId: randomUUID() } };

for (;;) {
  const made = await Promise.all(Array.from({ length: 4 }, () => createKey(owner, { organization: organization.id, name: 'CI' })));
  for (const { key, revealed } of made) process.stdout.write(`${key.id} ${revealed.plaintext}\n`);
}
