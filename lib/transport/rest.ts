import { randomUUID } from 'node:crypto';
import { holdsKey } from '@/lib/core/keys/format';
import { holding } from '@/lib/core/idempotency/hold';
import { countRequest } from '@/lib/core/rates/request';
import { invalid, isRefusal, Refusal } from '@/lib/core/refusal';
import { isUnavailable, unlessAway } from '@/db/problems';
import { keyCallerFrom, type KeyCaller } from './key-caller';
import { document } from './openapi/document';
import type { Problem } from './problem';
import { etagOf, matching, tagsIn } from './rest/etag';
import { rateHeaders } from './rest/rate-headers';
import { isProblem, readBody, readPath, readQuery } from './rest/read';
import type { Exchange } from './rest/shape';
import { doorProblems, problemResponse, refusalResponse, standing } from './rest/speak';
import { find, routes, type Route } from './rest/table';

const documentPath = '/v1/openapi.json';

/** Answers a request to the REST API: finds the operation, who asks and what for, and says what came of it. */
export async function answerRest(request: Request, address: string | null): Promise<Response> {
  const requestId = randomUUID();
  const { pathname, searchParams } = new URL(request.url);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  if (pathname === documentPath) return method === 'GET' ? json(document(), requestId) : notAllowed(['GET'], requestId);
  const found = find(pathname);
  if (!found) return problemResponse(doorProblems.not_found, requestId);
  const route = found.routes.find((candidate) => candidate.method === method);
  if (!route) return notAllowed(found.routes.map((candidate) => candidate.method), requestId);
  const who = await keyCallerFrom(request.headers, address, 'rest', requestId);
  if (who instanceof Response) return who;
  const rate = await unlessAway(counted(who)).catch((error: unknown) => failed(error, requestId));
  if (rate instanceof Response) return rate;
  const answer = await answerRoute(route, found.path, searchParams, request, who);
  for (const [name, value] of Object.entries(rate)) answer.headers.set(name, value);
  return answer;
}

async function counted({ key, caller }: KeyCaller): Promise<Record<string, string> | Response> {
  const left = await countRequest(key.id);
  const headers = rateHeaders(left);
  if (left.remaining >= 0) return headers;
  const refusal = new Refusal('limited', { retryAfter: Math.max(1, Math.ceil(left.reset)) });
  const response = refusalResponse(refusal, caller.requestId, caller.actor, null);
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}

async function answerRoute(route: Route, path: Record<string, string>, search: URLSearchParams, request: Request, who: KeyCaller): Promise<Response> {
  const { requestId, actor } = who.caller;
  try {
    if (holdsKey(request.url)) throw invalid('', 'key_in_url');
    const read = { path: readPath(path), query: readQuery(search, route.shape.query) };
    const body = await readBody(request, route.shape.body);
    if (isProblem(body)) return problemResponse(body, requestId);
    return await carried(route, { ...who, ...read, body }, request);
  } catch (error) {
    if (isRefusal(error)) return refusalResponse(error, requestId, actor, route.operation.definition.permission);
    return failed(error, requestId);
  }
}

/** Under an Idempotency-Key, where one is given; with If-Match, where that is. */
async function carried(route: Route, exchange: Exchange, request: Request): Promise<Response> {
  const name = route.method === 'POST' ? request.headers.get('idempotency-key') : null;
  if (name === null) return done(route, exchange, request);
  if (!/^[\x21-\x7e]{1,255}$/.test(name)) throw invalid('Idempotency-Key', 'idempotency_key');
  const asked = { keyId: exchange.key.id, name, request: JSON.stringify([route.method, route.path, exchange.path, exchange.body]) };
  return holding(asked, (claim) => done(route, { ...exchange, caller: { ...exchange.caller, claim } }, request));
}

async function done(route: Route, exchange: Exchange, request: Request): Promise<Response> {
  const { operation, shape } = route;
  const wanted = tagsIn(request.headers.get('if-match'));
  if (wanted) exchange.current = await currentIf(route, exchange, wanted);
  const input = shape.toInput ? await shape.toInput(exchange) : { organization: exchange.key.organizationId, ...exchange.path, ...exchange.query, ...exchange.body };
  const output = (await (shape.call ? shape.call(operation, exchange, input) : operation(exchange.caller, input as never))) as never;
  const { requestId } = exchange.caller;
  const result = shape.result === null ? {} : { result: shape.toResult ? await shape.toResult(output, exchange) : output };
  const response = json({ status: 200, requestId, ...result, ...shape.page?.(output, exchange) }, requestId);
  if (shape.version) response.headers.set('ETag', etagOf(shape.version(output)));
  return response;
}

/** What GET shows now. @throws Refusal `stale` when the client has read something else. */
async function currentIf(route: Route, exchange: Exchange, wanted: string[]): Promise<unknown> {
  const reading = routes().find(({ method, path }) => method === 'GET' && path === route.path);
  if (route.method === 'GET' || !reading?.shape.version) return undefined;
  const input = { ...exchange.path, organization: exchange.key.organizationId, ...(exchange.path.organization && { organization: exchange.path.organization }) };
  const current = (await reading.operation(exchange.caller, (reading.shape.toInput?.({ ...exchange, query: {} }) ?? input) as never)) as never;
  if (!matching(wanted, etagOf(reading.shape.version(current)))) throw new Refusal('stale');
  return current;
}

function notAllowed(methods: string[], requestId: string): Response {
  const allow = [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))].join(', ');
  return problemResponse(doorProblems.method, requestId, { Allow: allow });
}

/** What nobody expected: its reader gets an id, the log gets the rest. */
function failed(error: unknown, requestId: string): Response {
  if (isUnavailable(error)) {
    return refusalResponse(new Refusal('unavailable', { retryAfter: 1 }), requestId, { kind: 'nobody' }, null);
  }
  console.error(`request ${requestId} failed:`, error);
  const problem: Problem = doorProblems.unknown;
  return problemResponse(problem, requestId);
}

const json = (body: unknown, requestId: string) => new Response(JSON.stringify(body), { status: 200, headers: standing(requestId, 'application/json') });
