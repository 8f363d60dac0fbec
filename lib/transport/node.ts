import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type AddressInfo } from 'node:net';
import { setImmediate as soon } from 'node:timers/promises';
import { StartProblem } from '@/db/problems';
import { log } from '@/lib/log';
import { alive } from './alive';
import { guarding } from './guarding';
import { answerProblem } from './node-refusals';
import { Unanswered } from './node-unanswered';
import { isAt } from './path';
import { readiness, type Readiness } from './ready';

// Half of the ten seconds that Docker waits before it kills, unless told otherwise: what is still in memory has to be written, too.
const patience = 5_000;
// In which who keeps a connection busy asks once more, and is told that it ends.
const grace = 1_000;

/** Listens, and tells the port. @throws StartProblem when the port cannot be had. */
export function listening(server: Server, port: number, host?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(new StartProblem(sayPort(error, port, host))));
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function sayPort(error: NodeJS.ErrnoException, port: number, host?: string): string {
  if (error.code === 'EADDRINUSE') return `PORT ${port} is in use by another process: stop that one, or set PORT to another.`;
  if (error.code === 'EACCES') return `PORT ${port} may not be used by this user: set PORT to one above 1023.`;
  return `PORT ${port}${host ? ` on HOST ${host}` : ''} cannot be listened on (${error.code}).`;
}

const unanswered = new Unanswered(32);

/** Answers /livez, for which nothing needs to be ready. True when it does. */
export function answerAlive(request: IncomingMessage, response: ServerResponse, fail: (error: unknown) => void): boolean {
  if (!asks(request, '/livez')) return false;
  answerSoon(request, response, () => soon({ status: 200, ...alive }), fail);
  return true;
}

/** Answers /readyz, past all who wait for pages: a balancer sends no verification to who does not answer. True when it does. */
export function answerReady(request: IncomingMessage, response: ServerResponse, fail: (error: unknown) => void): boolean {
  if (!asks(request, '/readyz')) return false;
  answerSoon(request, response, readiness, fail);
  return true;
}

/** But for a connection on which more wait than anybody could want: that one is ended. */
function answerSoon({ socket }: IncomingMessage, response: ServerResponse, ask: () => Promise<Readiness>, fail: (error: unknown) => void): void {
  if (!unanswered.begin(socket)) return void socket.destroy();
  ask().then((ready) => answerPlain(response, ready)).catch(fail).finally(() => unanswered.end(socket));
}

const asks = ({ method, url }: IncomingMessage, path: string) => isAt(url!, path) && (method === 'GET' || method === 'HEAD');

function answerPlain(response: ServerResponse, { status, body, headers }: Readiness): void {
  response.writeHead(status, { ...headers, ...guarding, 'Content-Length': body.length });
  response.end(body);
}

/** Answers a request, now or later; or tells `fail` why it cannot. */
export type Answerer = (request: IncomingMessage, response: ServerResponse, fail: (error: unknown) => void) => void | Promise<void>;

/** Has whatever `answer` throws, at once or later, or tells as failed, answered as unforeseen: nobody waits in vain, and the process goes on. */
export function guarded(answer: Answerer): RequestListener {
  return (request, response) => {
    const fail = (error: unknown) => unforeseen(error, response);
    try {
      answer(request, response, fail)?.catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}

/** The number that the log has of it, and nothing of what it was. */
function unforeseen(error: unknown, response: ServerResponse): void {
  const requestId = crypto.randomUUID();
  log().error({ err: error, requestId }, 'unforeseen');
  if (response.headersSent) return void response.destroy();
  answerProblem(response, { code: 'internal', status: 500, error: 'INTERNAL_ERROR', title: 'Something went wrong', detail: 'It was not you. Try again.' }, requestId);
}

/**
 * Has a response close with its connection. Node tells only the response that is being sent; one that waits behind it
 * (a client may send several requests at once) would never end, and who waits for that neither.
 */
export function closeWithConnection({ socket }: IncomingMessage, response: ServerResponse): void {
  const gone = () => void setImmediate(() => response.closed || response.emit('close'));
  if (socket.destroyed) return gone();
  // As many as the client has sent requests; and Next, what compresses and Latchkey all wait for the end of a response.
  socket.setMaxListeners(0).once('close', gone);
  response.setMaxListeners(0).once('close', () => socket.off('close', gone));
}

/** On SIGTERM and SIGINT: no new connections, the requests on those that are open end or are cut after five seconds, then `finish`. */
export function shutDown(server: Server, finish: () => Promise<void>): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    // That of http would end, at once, every connection whose next request has arrived and is not read yet.
    const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
    // A connection that is kept busy would never be idle: every answer from now on is its last.
    server.prependListener('request', (_, response: ServerResponse) => (response.shouldKeepAlive = false));
    setTimeout(() => setInterval(() => server.closeIdleConnections(), 100).unref(), grace).unref();
    setTimeout(() => server.closeAllConnections(), patience).unref();
    await closed;
    await finish().catch((error: unknown) => log().error({ err: error }, 'not everything could be written'));
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
