import type { IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { closeWithConnection } from '@/lib/transport/node';
import { inTurn } from '@/lib/transport/node-turns';
import { ask, serving } from '@/tests/support/gateways';

type Drawing = { url: string; request: IncomingMessage; finish: () => void };

let arrived: string[] = [];
let drawing: Drawing[] = [];
let closed: string[] = [];
let stop: () => Promise<void>;
let port: number;

/** A server whose pages are done when the test says so. */
async function serve(): Promise<void> {
  [arrived, drawing, closed] = [[], [], []];
  ({ port, stop } = await serving((request, response) => {
    arrived.push(request.url!);
    closeWithConnection(request, response);
    response.once('close', () => closed.push(request.url!));
    void inTurn(request, response, () => new Promise<void>((resolve) => {
      drawing.push({ url: request.url!, request, finish: () => (response.end('drawn'), resolve()) });
    }));
  }));
}

afterEach(() => stop());

const finishAll = async (count: number) => {
  for (let finished = 0; finished < count; finished++) {
    await expect.poll(() => drawing.length, { interval: 1 }).toBeGreaterThan(0);
    drawing.shift()!.finish();
  }
};

test('eight are answered at a time, the others in the order in which they came', async () => {
  await serve();
  const answers = [];
  for (let n = 0; n < 20; n++) {
    answers.push(ask(port, `/${n}`));
    if (n < 8) await expect.poll(() => drawing.length, { interval: 1 }).toBe(n + 1);
  }
  expect(drawing.map(({ url }) => url)).toEqual(['/0', '/1', '/2', '/3', '/4', '/5', '/6', '/7']);
  drawing.shift()!.finish();
  await expect.poll(() => drawing.length, { interval: 1 }).toBe(8);
  await finishAll(19);
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(20).fill(200));
});

test('who takes longer than a second holds up the others no longer', async () => {
  await serve();
  const slow = Array.from({ length: 8 }, (_, n) => ask(port, `/slow/${n}`));
  await expect.poll(() => drawing.length, { interval: 1 }).toBe(8);
  const other = ask(port, '/other');
  await expect.poll(() => drawing.map(({ url }) => url), { timeout: 5_000 }).toContain('/other');
  await finishAll(9);
  expect(await other).toMatchObject({ status: 200, body: 'drawn' });
  await Promise.all(slow);
});

/** Sends a request but for the last byte of its body. */
async function sendMost(path: string, length: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n${'x'.repeat(length - 1)}`);
  await expect.poll(() => arrived, { interval: 1 }).toContain(path);
  return socket;
}

const end = async (sockets: Socket[]) => {
  for (const socket of sockets) socket.destroy();
  await expect.poll(() => closed.length, { interval: 1 }).toBe(arrived.length);
};

for (const length of [10, 15_000])
  test(`of a body of ${length} bytes the last is awaited before the turn: who never sends it holds up nobody, and whoever does is read whole`, async () => {
    await serve();
    const slow = await Promise.all(Array.from({ length: 9 }, (_, n) => sendMost(`/slow/${n}`, length)));
    const other = ask(port, '/other');
    await expect.poll(() => drawing.map(({ url }) => url), { interval: 1 }).toEqual(['/other']);
    await finishAll(1);
    expect(await other).toMatchObject({ status: 200 });
    const [last] = slow;
    last!.write('y');
    await expect.poll(() => drawing.map(({ url }) => url), { interval: 1 }).toEqual(['/slow/0']);
    expect(await text(drawing[0]!.request)).toBe(`${'x'.repeat(length - 1)}y`);
    await finishAll(1);
    await end(slow);
  });

test('long bodies wait for one another alone', async () => {
  await serve();
  const slow = [];
  for (let n = 0; n < 3; n++) slow.push(await sendMost(`/slow/${n}`, 20_000));
  expect(drawing.map(({ url }) => url)).toEqual(['/slow/0', '/slow/1']);
  const other = ask(port, '/other');
  await expect.poll(() => drawing.map(({ url }) => url), { interval: 1 }).toContain('/other');
  expect(drawing.map(({ url }) => url)).not.toContain('/slow/2');
  await finishAll(4);
  expect(await other).toMatchObject({ status: 200 });
  await end(slow);
});

test('nothing is drawn for a client that has gone while it waited', async () => {
  await serve();
  const first = Array.from({ length: 8 }, (_, n) => ask(port, `/${n}`));
  await expect.poll(() => drawing.length, { interval: 1 }).toBe(8);
  const gone = connect(port, '127.0.0.1', () => gone.write('GET /gone HTTP/1.1\r\nHost: x\r\n\r\n'));
  await expect.poll(() => arrived, { interval: 1 }).toContain('/gone');
  const last = ask(port, '/last');
  await expect.poll(() => arrived, { interval: 1 }).toContain('/last');
  gone.destroy();
  await expect.poll(() => closed, { interval: 1 }).toEqual(['/gone']);
  await finishAll(8);
  await expect.poll(() => drawing.map(({ url }) => url), { interval: 1 }).toEqual(['/last']);
  await finishAll(1);
  await Promise.all([...first, last]);
});

test('a connection that has more than thirty-two unanswered is ended; who has as many is served', async () => {
  await serve();
  const asking = (count: number) => connect(port, '127.0.0.1').on('error', () => {}).setEncoding('utf8').on('connect', function (this: ReturnType<typeof connect>) {
    this.write('GET /many HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(count));
  });
  let said = '';
  const modest = asking(32).on('data', (chunk) => (said += chunk));
  await finishAll(32);
  await expect.poll(() => said.match(/drawn/g)?.length).toBe(32);
  modest.destroy();
  const greedy = asking(33);
  await new Promise((resolve) => greedy.once('close', resolve).resume());
});

test('where a thousand wait the next is told to come again', async () => {
  await serve();
  const sockets = Array.from({ length: 32 }, () => connect(port, '127.0.0.1', function (this: ReturnType<typeof connect>) {
    this.write('GET /one HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(32));
  }));
  await expect.poll(() => arrived.length).toBe(1_024);
  expect(await ask(port, '/next')).toMatchObject({ status: 503, headers: { 'retry-after': '1', 'content-type': expect.stringContaining('application/problem+json') } });
  for (const socket of sockets) socket.destroy();
});
