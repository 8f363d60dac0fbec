import type { IncomingMessage, ServerResponse } from 'node:http';
import { guarding } from './guarding';
import { problemBody, problemType, type Problem } from './problem';

const largestBody = 1_048_576;

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

/** Answers with a problem, under the number that the log has of it. */
export function answerProblem(response: ServerResponse, problem: Problem, requestId: string): void {
  response.setHeader('X-Request-Id', requestId);
  response.writeHead(problem.status, { 'Content-Type': problemType, 'Cache-Control': 'no-store', ...guarding });
  response.end(problemBody(problem, requestId));
}
