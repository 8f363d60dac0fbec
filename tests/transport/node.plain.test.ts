import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { log } from '@/lib/log';
import { closeWithConnection, guarded, type Answerer } from '@/lib/transport/node';
import { refuseBadAddress, refuseLargeBody, refuseStrangeMethod } from '@/lib/transport/node-refusals';
import { logErrors } from '@/lib/transport/node-console';
import { logRequest } from '@/lib/transport/node-log';
import { ask, serving } from '@/tests/support/gateways';

const failure = Object.assign(new Error('the secret of the house'), { stack: '' });

test.each<[string, Answerer]>([
  ['thrown at once', () => { throw failure; }],
  ['thrown later', () => Promise.reject(failure)],
  ['told', (_request, _response, fail) => void setImmediate(fail, failure)],
])('a failure that is %s is a 500 that tells nothing of it, and the next request is answered too', async (_, answer) => {
  const { port, stop } = await serving(guarded(answer));
  for (const method of ['GET', 'HEAD', 'GET']) {
    const reply = await ask(port, '/v1/verify', [], method);
    expect(reply.status).toBe(500);
    expect(reply.body).not.toContain('secret of the house');
  }
  await stop();
});

test.each<[string, Answerer]>([
  ['an unforeseen failure', () => { throw failure; }],
  ['an address that is no path', (request, response) => void refuseBadAddress(Object.assign(request, { url: '*' }), response)],
  ['a method that nothing knows', (request, response) => void refuseStrangeMethod(Object.assign(request, { method: 'PROPFIND' }), response)],
  ['a body of unknown length', (request, response) => void refuseLargeBody(Object.assign(request, { headers: { 'transfer-encoding': 'chunked' } }), response)],
  ['a body that is too large', (request, response) => void refuseLargeBody(Object.assign(request, { headers: { 'content-length': '2000000' } }), response)],
])('[S21] the answer to %s carries its request id as every other does, may not be kept, sniffed or framed, and the log has the id', async (_, answer) => {
  const logged = vi.spyOn(log(), 'info').mockImplementation(() => {});
  const failed = vi.spyOn(log(), 'error').mockImplementation(() => {});
  const { port, stop } = await serving(guarded((request, response, fail) => {
    logRequest(request, response);
    return answer(request, response, fail);
  }));
  const { headers, body } = await ask(port, '/');
  expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'content-security-policy': expect.stringContaining("frame-ancestors 'none'") });
  expect(headers['x-request-id']).toBe(JSON.parse(body).requestId);
  await vi.waitFor(() => expect([...logged.mock.calls, ...failed.mock.calls]).toContainEqual([expect.objectContaining({ requestId: headers['x-request-id'] }), 'answered']));
  await stop();
  vi.restoreAllMocks();
});

test('of a request whose client goes before it is answered the log says no status, and of what Node says of that nothing', async () => {
  const logged = vi.spyOn(log(), 'info').mockImplementation(() => {});
  const failed = vi.spyOn(log(), 'error').mockImplementation(() => {});
  vi.spyOn(console, 'error');
  logErrors();
  const bodies: Promise<unknown>[] = [];
  const { port, stop } = await serving((request, response) => {
    logRequest(request, response);
    bodies.push(text(request).catch((error: unknown) => console.error(error)));
  });
  const socket = connect(port, '127.0.0.1');
  socket.write('POST /keys HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nx');
  await expect.poll(() => bodies.length).toBe(1);
  socket.destroy();
  await Promise.all(bodies);
  await expect.poll(() => logged.mock.calls).toMatchObject([[{ path: '/keys', status: undefined }, 'the connection closed before the answer was through']]);
  expect(failed).not.toHaveBeenCalled();
  console.error(new Error('anything else'));
  expect(failed).toHaveBeenCalledOnce();
  await stop();
  vi.restoreAllMocks();
});

test('what is thrown after the head has gone out ends the connection', async () => {
  const { port, stop } = await serving(guarded((_, response) => {
    response.writeHead(200, { 'Content-Length': 100 }).write('half');
    throw failure;
  }));
  await expect(ask(port, '/v1/verify')).rejects.toThrow();
  await stop();
});

test('a response closes, too, whose connection was gone before anybody looked at it', async () => {
  const waiting: (() => void)[] = [];
  const closed: string[] = [];
  const { port, stop } = await serving(guarded((request, response) => {
    response.on('close', () => closed.push(request.url!));
    waiting.push(() => closeWithConnection(request, response));
  }));
  const socket = connect(port, '127.0.0.1');
  socket.write(['/sent', '/behind'].map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
  await expect.poll(() => waiting.length).toBe(2);
  socket.destroy();
  await expect.poll(() => closed[0]).toBe('/sent');
  for (const look of waiting) look();
  await expect.poll(() => closed).toEqual(['/sent', '/behind']);
  await stop();
});

test('every response closes with its connection, once, those that wait for their turn too', async () => {
  const closed: string[] = [];
  let arrived = 0;
  const { port, stop } = await serving(guarded((request, response) => {
    closeWithConnection(request, response);
    response.on('close', () => closed.push(request.url!));
    if (request.url === '/answered') response.end();
    arrived++;
  }));
  const socket = connect(port, '127.0.0.1');
  socket.write(['/answered', '/a', '/b', '/c'].map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
  await expect.poll(() => arrived).toBe(4);
  await expect.poll(() => closed).toEqual(['/answered']);
  socket.destroy();
  await expect.poll(() => closed.toSorted()).toEqual(['/a', '/answered', '/b', '/c']);
  await stop();
  expect(closed).toHaveLength(4);
});
