import { randomUUID } from 'node:crypto';
import { database, openDatabase } from '@/db/client';
import type { Caller } from '@/lib/core/access';
import { setUp } from '@/lib/core/accounts/set-up';
import { insertSetupToken } from '@/lib/core/accounts/store';
import { listKeys } from '@/lib/core/keys/list';

/**
 * How long a list of keys takes in an organization with 10 keys and in one with 100,000, for every filter and order.
 * `npx tsx bench/list.ts`: the embedded database in memory; with DATABASE_URL an empty PostgreSQL; with KEYS as many keys;
 * with ANALYZE=1 after the database has gathered statistics of them.
 */
const many = Number(process.env.KEYS ?? 100_000);
const rounds = 7;

const url = process.env.DATABASE_URL || undefined;
const opened = await openDatabase({ url, dataDir: 'memory://', pooler: false });
await opened.migrate();
const caller = (actor: Caller['actor']): Caller => ({ actor, door: 'command', requestId: randomUUID(), address: null, userAgent: null });
const token = randomUUID();
await insertSetupToken(database().db, token);
const { userId, organization } = await setUp(caller({ kind: 'nobody' }), { token, name: 'Owner', email: 'owner@example.com', password: randomUUID(), organization: 'Bench' });
const owner = caller({ kind: 'member', userId, sessionId: randomUUID() });

const cases: Record<string, Partial<Parameters<typeof listKeys>[1]>> = {
  'active, newest': { state: 'active' },
  'own active, newest': { state: 'active', mine: true },
  'active, oldest': { state: 'active', order: 'oldest' },
  'active, by name': { state: 'active', order: 'name' },
  'active, by expiry': { state: 'active', order: 'expiry' },
  'inactive, ended last': { state: 'inactive', order: 'ended' },
  'inactive, by name': { state: 'inactive', order: 'name' },
  disabled: { state: 'active', status: 'disabled' },
  expired: { state: 'inactive', status: 'expired', order: 'ended' },
  revoked: { state: 'inactive', status: 'revoked', order: 'ended' },
  'bearer tokens': { state: 'active', type: 'BEARER_TOKEN' },
  'a rare scope': { state: 'active', scope: 'audit:read' },
  'a common scope': { state: 'active', scope: 'project:read' },
  'never expires': { state: 'active', only: 'never_expires' },
  'never used': { state: 'active', only: 'never_used' },
  'idle for 90 days': { state: 'active', only: 'idle_90_days' },
  'expiring in 14 days': { state: 'active', only: 'expiring_14_days' },
  'search: two syllables, rare': { state: 'active', search: '배포' },
  'search: two syllables, none': { state: 'active', search: '本番' },
  'search: two syllables, common': { state: 'active', search: '서비' },
  'search: one letter': { state: 'active', search: 's' },
  'search: all names, by name': { state: 'active', search: '서비스', order: 'name' },
  'search: wildcards': { state: 'active', search: '%_%_%' },
};

await seed(10);
const few = await measured();
await seed(many - 10);
if (process.env.ANALYZE) await database().db.execute('analyze');
const lots = await measured();
console.log(`${opened.kind}: milliseconds of one list (median of ${rounds}), with 10 and with ${many} keys`);
for (const name of Object.keys(cases)) console.log(`${name.padEnd(32)} ${few[name]!.toFixed(1).padStart(8)} ${lots[name]!.toFixed(1).padStart(8)}`);
await opened.close();

/** Mostly good keys; one in 500 is revoked, expired, disabled, a bearer token, has a rare scope or name. */
async function seed(count: number): Promise<void> {
  await database().db.execute(`
    insert into keys (id, organization_id, created_by, name, type, prefix, scopes, key_id_hash, key_id, key_suffix, secret_hash, pepper_version,
      created_at, expires_at, disabled_at, revoked_at, last_used_on)
    select gen_random_uuid(), '${organization.id}', '${userId}',
      case when n % 500 = 1 then '야간 배포 ' else '서비스 key ' end || n, case when n % 500 = 2 then 'BEARER_TOKEN' else 'API_KEY' end, 'lk',
      case when n % 500 = 3 then array['audit:read'] else array['project:read', 'table:read'] end,
      gen_random_uuid()::text, gen_random_uuid()::text, 'abcd', 'hash', 1,
      now() - n * interval '5 minutes',
      case when n % 500 = 4 then now() - interval '1 day' when n % 500 = 5 then now() + interval '5 days' when n % 500 = 6 then null else now() + interval '90 days' end,
      case when n % 500 = 7 then now() end, case when n % 500 = 8 then now() - interval '1 hour' end,
      case when n % 500 = 9 then null when n % 500 = 10 then current_date - 100 else current_date end
    from generate_series(1, ${count}) as n`);
}

async function measured(): Promise<Record<string, number>> {
  const times: Record<string, number> = {};
  for (const [name, input] of Object.entries(cases)) {
    const taken = [];
    for (let round = 0; round < rounds; round++) {
      const start = performance.now();
      await listKeys(owner, { organization: organization.id, ...input });
      taken.push(performance.now() - start);
    }
    times[name] = taken.toSorted((a, b) => a - b)[Math.floor(rounds / 2)]!;
  }
  return times;
}
