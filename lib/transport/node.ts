import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type AddressInfo } from 'node:net';
import { StartProblem } from '@/db/problems';
import { log } from '@/lib/log';
import { alive } from './alive';
import { guarding } from './guarding';
import { readiness, type Readiness } from './ready';
import { problemBody, problemType, type Problem } from './problem';

const largestBody = 1_048_576;
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

/** Answers /livez, for which nothing needs to be ready. True when it has answered. */
export function answerAlive(request: IncomingMessage, response: ServerResponse): boolean {
  if (!asks(request, '/livez')) return false;
  answerPlain(response, { status: 200, ...alive });
  return true;
}

/** Answers /readyz, past all who wait for pages: a balancer sends no verification to who does not answer. True when it does. */
export function answerReady(request: IncomingMessage, response: ServerResponse, fail: (error: unknown) => void): boolean {
  if (!asks(request, '/readyz')) return false;
  readiness().then((ready) => answerPlain(response, ready)).catch(fail);
  return true;
}

const asks = ({ method, url }: IncomingMessage, path: string) => (url === path || url!.startsWith(`${path}?`)) && (method === 'GET' || method === 'HEAD');

function answerPlain(response: ServerResponse, { status, body, headers }: Readiness): void {
  response.writeHead(status, { ...headers, ...guarding, 'Content-Length': body.length });
  response.end(body);
}

/** Refuses a body over 1 MiB, or of a length not told, before anybody reads it. True when it has answered. */
export function refuseLargeBody(request: IncomingMessage, response: ServerResponse): boolean {
  const unknown = request.headers['transfer-encoding'] !== undefined;
  if (!unknown && Number(request.headers['content-length'] ?? 0) <= largestBody) return false;
  const problem = unknown
    ? { code: 'length_required', status: 411, error: 'LENGTH_REQUIRED', title: 'Length required', detail: 'Send the body with its Content-Length.' }
    : { code: 'too_large', status: 413, error: 'PAYLOAD_TOO_LARGE', title: 'Too large', detail: `A body may have ${largestBody} bytes.` };
  refuse(response, problem);
  return true;
}

/** Refuses an address that is no path or cannot be decoded, over which Next would stumble. True when it has answered. */
export function refuseBadAddress(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.url!.startsWith('/') && isUtf8(request.url!)) return false;
  const problem = { code: 'invalid', status: 400, error: 'BAD_REQUEST', title: 'The request is not valid', detail: 'The address is no path, or is not encoded as UTF-8.' };
  refuse(response, problem);
  return true;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Refuses a method that nothing here knows, over which Next would stumble. True when it has answered. */
export function refuseStrangeMethod({ method }: IncomingMessage, response: ServerResponse): boolean {
  if (methods.includes(method!)) return false;
  const allow = methods.join(', ');
  response.setHeader('Allow', allow);
  refuse(response, { code: 'method_not_allowed', status: 405, error: 'METHOD_NOT_ALLOWED', title: 'Method not allowed', detail: `Known here are ${allow}.` });
  return true;
}

/** Refuses a request that there is no room for now. */
export function refuseForNow(response: ServerResponse): void {
  response.setHeader('Retry-After', '1');
  refuse(response, { code: 'unavailable', status: 503, error: 'SERVICE_UNAVAILABLE', title: 'Too much at once', detail: 'Too many requests are waiting. Try again shortly.' });
}

function isUtf8(url: string): boolean {
  try {
    decodeURI(url);
    return true;
  } catch {
    return false;
  }
}

/** The connection ends with it: what is left of the request nobody reads. */
function refuse(response: ServerResponse, problem: Problem): void {
  response.setHeader('Connection', 'close');
  answerProblem(response, problem, crypto.randomUUID());
}

function answerProblem(response: ServerResponse, problem: Problem, requestId: string): void {
  response.setHeader('X-Request-Id', requestId);
  response.writeHead(problem.status, { 'Content-Type': problemType, 'Cache-Control': 'no-store', ...guarding });
  response.end(problemBody(problem, requestId));
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
