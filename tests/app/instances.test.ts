import { beforeAll, expect, test } from 'vitest';
import { createKey } from '@/lib/core/keys/create';
import { revokeKey } from '@/lib/core/keys/revoke';
import { removeMember } from '@/lib/core/members/remove';
import { rows } from '@/tests/support/database';
import { instances, send } from '@/tests/support/instances';
import { aKeyOf } from '@/tests/support/keys';
import { anOrganization, as, type TestOrganization } from '@/tests/support/people';
import { quickMember } from '@/tests/support/quick';

const running = instances('server', 'server');
const rounds = Number(process.env.RACE_ROUNDS ?? 50);

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

test('[S16] under load on two instances, no verification that starts after a revocation has returned succeeds', async () => {
  let stale = 0;
  let good = 0;
  const storming = new AbortController();
  const storm = Array.from({ length: 8 }, async (_, lane) => {
    const { revealed } = await aKeyOf(acme.colleague, acme);
    while (!storming.signal.aborted) if ((await verify(lane % 2, revealed.plaintext)) === 200) good++;
  });
  for (let round = 0; round < rounds; round++) {
    const { key, revealed } = await aKeyOf(acme.member, acme);
    expect(await verify(round % 2, revealed.plaintext)).toBe(200);
    const before = [0, 1].map((instance) => verify(instance, revealed.plaintext));
    await revokeKey(as(acme.member), { organization: acme.id, key: key.id });
    const after = await Promise.all([0, 1].map((instance) => verify(instance, revealed.plaintext)));
    stale += after.filter((status) => status !== 401).length;
    await Promise.all(before);
  }
  storming.abort();
  await Promise.all(storm);
  expect(good).toBeGreaterThan(rounds);
  expect(stale).toBe(0);
}, 120_000);

test('[S16] while a member’s keys are in use on two instances, none that starts after the removal has returned succeeds', async () => {
  for (let round = 0; round < rounds / 10; round++) {
    const member = await quickMember(acme.id);
    const made = await Promise.all([1, 2].map(() => createKey(as(member), { organization: acme.id, name: 'in use' })));
    let over = false;
    const used = made.flatMap(({ revealed }) =>
      [0, 1].map(async (instance) => {
        const seen = new Set<number>();
        do seen.add(await verify(instance, revealed.plaintext)); while (!over);
        return seen;
      }),
    );
    await removeMember(as(acme.owner), { organization: acme.id, member: member.userId });
    const after = await Promise.all(made.flatMap(({ revealed }) => [0, 1].map((instance) => verify(instance, revealed.plaintext))));
    over = true;
    expect(new Set(after)).toEqual(new Set([401]));
    for (const seen of await Promise.all(used)) expect([...seen].filter((status) => ![200, 401].includes(status))).toEqual([]);
  }
}, 120_000);

test('the log of one instance shows what was done through another, and no link to set up is good any more', async () => {
  const [first] = await rows(`select count(*)::int as count from audit_events where action = 'key.revoked' and entity_name = 'CI'`);
  expect(first!.count).toBe(rounds);
  for (const { url } of running) expect((await send(`${url}/set-up?token=x`)).body).not.toContain('name="password"');
});

test('a rate is one for all instances: of two hundred uses spread over two at once, fifty are good and the others over it', async () => {
  const { revealed } = await createKey(as(acme.member), { organization: acme.id, name: 'limited', rates: { minute: 50 } });
  const statuses = await Promise.all(Array.from({ length: 200 }, (_, n) => verify(n % 2, revealed.plaintext)));
  expect(statuses.filter((status) => status === 200)).toHaveLength(50);
  expect(statuses.filter((status) => status === 429)).toHaveLength(150);
});

const verify = async (instance: number, key: string) => (await send(`${running[instance]!.url}/v1/verify`, { headers: { 'x-api-key': key } })).status;
