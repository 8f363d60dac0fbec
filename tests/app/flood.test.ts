import { once } from 'node:events';
import type { Socket } from 'node:net';
import { beforeAll, expect, test } from 'vitest';
import { instances, send } from '@/tests/support/instances';
import { aKeyOf } from '@/tests/support/keys';
import { anOrganization } from '@/tests/support/people';
import { opened } from '@/tests/support/raw';

const running = instances('server');

let good: string;
beforeAll(async () => {
  const acme = await anOrganization();
  good = (await aKeyOf(acme.member, acme)).revealed.plaintext;
});

const url = () => running[0]!.url;
const stillGood = async () => expect((await send(`${url()}/v1/verify`, { headers: { 'x-api-key': good } })).status).toBe(200);

test('a flood of pages holds up no verification, nor who watches: they are answered while most of them still wait', async () => {
  const watched = ['readyz', 'metrics'].map((path) => `${url()}/${path}`);
  // Next loads a page when it is first asked for.
  for (const page of [...watched, `${url()}/sign-in`]) await send(page);
  const flood = await Promise.all(Array.from({ length: 200 }, () => opened(url())));
  let drawn = 0;
  for (const socket of flood) socket.once('data', () => drawn++).write('GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n');
  await expect.poll(() => drawn, { interval: 1 }).toBeGreaterThan(0);
  await stillGood();
  for (const page of watched) expect((await send(page)).status).toBe(200);
  expect(drawn).toBeLessThan(100);
  await expect.poll(() => drawn, { timeout: 20_000 }).toBe(200);
  for (const socket of flood) socket.destroy();
});

test('a connection that asks for a thousand pages at once is ended, and verification goes on', async () => {
  const socket = await opened(url());
  const ended = once(socket, 'close');
  socket.resume().write('GET /sign-in HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(1_000));
  await ended;
  await stillGood();
});

test('a connection that asks for a thousand verdicts at once is ended, one that asks for fifty is answered, and verification goes on', async () => {
  const one = `GET /v1/verify HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${good}\r\n\r\n`;
  const greedy = await opened(url());
  const ended = new Promise((resolve) => greedy.once('close', resolve));
  greedy.on('error', () => {}).resume().write(one.repeat(1_000));
  await ended;
  const modest = await opened(url());
  let text = '';
  modest.on('data', (chunk) => (text += String(chunk))).write(one.repeat(50));
  await expect.poll(() => text.split('HTTP/1.1 200').length - 1).toBe(50);
  modest.destroy();
  await stillGood();
});

test.each(['/livez', '/readyz'])('a connection that asks a thousand times at once whether the app is well is ended: %s', async (path) => {
  const greedy = await opened(url());
  const ended = new Promise((resolve) => greedy.once('close', resolve));
  greedy.resume().write(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`.repeat(1_000));
  await ended;
  expect((await send(url() + path)).status).toBe(200);
  await stillGood();
});

test('10,000 idle connections and a hundred slow senders hold nobody else up', async () => {
  const idle: Socket[] = [];
  for (let batch = 0; batch < 20; batch++) idle.push(...(await Promise.all(Array.from({ length: 500 }, () => opened(url())))));
  const slow = idle.slice(0, 100);
  for (const socket of slow) socket.write('GET /v1/verify HTTP/1.1\r\nHost: x\r\nX-Api-Key: lk_');
  for (let round = 0; round < 20; round++) await stillGood();
  expect(idle).toHaveLength(10_000);
  for (const socket of idle) socket.destroy();
  await stillGood();
}, 60_000);

test('a client that goes away before its answer costs nothing', async () => {
  for (let n = 0; n < 200; n++) {
    const socket = await opened(url());
    socket.write(`GET /v1/verify HTTP/1.1\r\nHost: x\r\nX-Api-Key: ${good}\r\n\r\n`);
    socket.destroy();
  }
  await stillGood();
});
