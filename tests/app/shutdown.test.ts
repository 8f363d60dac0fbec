import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import { rows } from '@/tests/support/database';
import { instances } from '@/tests/support/instances';
import { aKeyOf } from '@/tests/support/keys';
import { anOrganization, type TestOrganization } from '@/tests/support/people';

const running = instances('server', 'server', 'server');

/** An orchestrator kills after ten seconds: docker stop, and no other is more patient by default. */
const killedAfter = 10_000;

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

test('who keeps connections busy is told that they end: no request on them is lost', async () => {
  const instance = running[2]!;
  const { revealed } = await aKeyOf(acme.member, acme);
  const [errors, ending] = [new Set<string | undefined>(), new AbortController()];
  let [good, gone] = [0, false];
  const lanes = Array.from({ length: 12 }, async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const asked = () =>
      new Promise<number>((resolve, reject) => {
        request(`${instance.url}/v1/verify`, { agent, headers: { 'x-api-key': revealed.plaintext } }, (response) => response.resume().on('end', () => resolve(response.statusCode!)).on('error', reject)).on('error', reject).end();
      });
    while (!ending.signal.aborted && !gone) {
      await asked().then(
        (status) => (status === 200 ? good++ : errors.add(String(status))),
        (error: NodeJS.ErrnoException) => (error.code === 'ECONNREFUSED' ? (gone = true) : errors.add(error.code)),
      );
    }
    agent.destroy();
  });
  while (good < 500) await new Promise(setImmediate);
  await instance.stop();
  ending.abort();
  await Promise.all(lanes);
  expect([...errors]).toEqual([]);
}, 60_000);

/** One more question on a connection that is kept; false once it cannot be asked or answered. */
function answered(agent: Agent, url: string, key: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request(url, { agent, headers: { 'x-api-key': key } }, (response) => response.resume().on('end', () => resolve(response.statusCode === 200)).on('error', () => resolve(false)));
    asked.on('error', () => resolve(false)).end();
  });
}

test('an instance that is stopped under load is gone in time, and every use that was answered by either is counted, once', async () => {
  const keys = await Promise.all(Array.from({ length: 4 }, () => aKeyOf(acme.member, acme)));
  const agent = new Agent({ keepAlive: true });
  const uses = keys.map(() => 0);
  const paths = ['/v1/verify', '/v1/authorize'];
  const ending = new AbortController();
  const lanes = Array.from({ length: 32 }, async (_, lane) => {
    const key = lane % 4;
    while (!ending.signal.aborted && (await answered(agent, running[lane % 2]!.url + paths[key % 2], keys[key]!.revealed.plaintext))) uses[key]!++;
  });
  const idle = Array.from({ length: 20 }, () => connect(Number(new URL(running[0]!.url).port), '127.0.0.1').on('error', () => {}));
  while (Math.min(...uses) < 200) await new Promise(setImmediate);
  const began = performance.now();
  expect(await running[0]!.stop()).toBe(0);
  expect(performance.now() - began).toBeLessThan(killedAfter * 0.8);
  ending.abort();
  await Promise.all(lanes);
  expect(await running[1]!.stop()).toBe(0);
  for (const socket of idle) socket.destroy();
  agent.destroy();
  for (const [i, { key }] of keys.entries()) {
    const [counted] = await rows('select sum(count)::int as count from key_usage where key_id = $1', key.id);
    expect(counted!.count).toBe(uses[i]);
  }
}, 60_000);
