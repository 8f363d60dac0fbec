import { openDatabase } from '@/db/client';
import type { Caller } from '@/lib/core/access';
import { createKey } from '@/lib/core/keys/create';
import { revokeKey } from '@/lib/core/keys/revoke';
import { start, type Contender } from './contenders';
import { median } from './load';

/** Two instances under load: keys are made, used and revoked, and asked about again the moment the revocation has returned. */
export async function revocation(app: Omit<Parameters<typeof start>[0], 'name'>, first: Contender, databaseUrl: string, organization: string, owner: string, rounds: number) {
  const second = await start({ ...app, name: 'a second instance' });
  const database = await openDatabase({ url: databaseUrl, pooler: false, dataDir: '' });
  const caller: Caller = { actor: { kind: 'member', userId: owner, sessionId: crypto.randomUUID() }, door: 'command', requestId: crypto.randomUUID(), address: null, userAgent: null };
  const status = async ({ url }: Contender, key: string) => (await fetch(`${url}/v1/verify`, { headers: { 'x-api-key': key } })).status;
  const storming = new AbortController();
  const storm = Array.from({ length: 16 }, async (_, lane) => {
    const { revealed } = await createKey(caller, { organization, name: 'storm' });
    while (!storming.signal.aborted) await status(lane % 2 ? first : second, revealed.plaintext);
  });
  let stale = 0;
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { key, revealed } = await createKey(caller, { organization, name: 'to be revoked' });
    const good = await Promise.all([first, second].map((instance) => status(instance, revealed.plaintext)));
    if (good.some((code) => code !== 200)) throw new Error('a new key was refused');
    await revokeKey(caller, { organization, key: key.id });
    const began = performance.now();
    const after = await Promise.all([first, second].map((instance) => status(instance, revealed.plaintext)));
    times.push(performance.now() - began);
    stale += after.filter((code) => code !== 401).length;
  }
  storming.abort();
  await Promise.all(storm);
  await second.stop();
  await database.close();
  return { rounds, stale, refusedIn: median(times) };
}

