import { randomUUID } from 'node:crypto';
import { holdsKey } from '@/lib/core/keys/format';
import { holding } from '@/lib/core/idempotency/hold';
import { invalid, isRefusal, Refusal } from '@/lib/core/refusal';
import { keyCallerFrom, type KeyCaller } from './key-caller';
import { document } from './openapi/document';
import { changed } from './rest/change';
import { etagOf, matching, tagsIn } from './rest/etag';
import { counted } from './rest/rate';
import { isProblem, readBody, readPath, readQuery } from './rest/read';
import type { Exchange } from './rest/shape';
import { doorProblems, failed, problemResponse, refusalResponse, renamed, standing } from './rest/speak';
import { find, type Route } from './rest/table';

const documentPath = '/v1/openapi.json';

/** Answers a request to the REST API: finds the operation, who asks and what for, and says what came of it. */
export async function answerRest(request: Request, address: string | null, origin = new URL(request.url).origin): Promise<Response> {
  const requestId = randomUUID();
  const { pathname } = new URL(request.url);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  if (pathname === documentPath) return method === 'GET' ? json(document(), requestId) : notAllowed(['GET'], requestId);
  const found = find(pathname);
  if (!found) return problemResponse(doorProblems.not_found, requestId);
  const route = found.routes.find((candidate) => candidate.method === method);
  if (!route) return notAllowed(found.routes.map((candidate) => candidate.method), requestId);
  const who = await keyCallerFrom(request.headers, address, 'rest', requestId);
  if (who instanceof Response) return who;
  const rate = await counted(who);
  if (rate instanceof Response) return rate;
  const answer = await answerRoute(route, found.path, request, { ...who, origin });
  for (const [name, value] of Object.entries(rate)) answer.headers.set(name, value);
  return answer;
}

async function answerRoute(route: Route, path: Record<string, string>, request: Request, who: KeyCaller & { origin: string }): Promise<Response> {
  const { requestId, actor } = who.caller;
  try {
    if (holdsKey(request.url)) throw invalid('', 'key_in_url');
    const read = { path: readPath(path), query: readQuery(new URL(request.url).searchParams, route.shape.query) };
    const body = await readBody(request, route.shape.body);
    if (isProblem(body)) return problemResponse(body, requestId);
    return await carried(route, { ...who, ...read, body }, request);
  } catch (error) {
    if (isRefusal(error)) return refusalResponse(shown(error, route), requestId, actor, route.operation.definition.permission);
    return failed(error, requestId);
  }
}

/** In the words of the wire; what is over reads as what never was, where the compatible API says so. */
const shown = (refusal: Refusal, { shape }: Route): Refusal => (shape.missing?.includes(refusal.problem) ? new Refusal('not_found') : renamed(refusal, shape.fields));

/** Under an Idempotency-Key, where one is given; with If-Match, where that is. */
async function carried(route: Route, exchange: Exchange, request: Request): Promise<Response> {
  const name = route.method === 'POST' ? request.headers.get('idempotency-key') : null;
  if (name === null) return done(route, exchange, request);
  if (!/^[\x21-\x7e]{1,255}$/.test(name)) throw invalid('Idempotency-Key', 'idempotency_key');
  const asked = { keyId: exchange.key.id, name, request: JSON.stringify([route.method, route.path, exchange.path, exchange.body]) };
  return holding(asked, (claim) => done(route, { ...exchange, caller: { ...exchange.caller, claim } }, request));
}

async function done(route: Route, exchange: Exchange, request: Request): Promise<Response> {
  const { shape } = route;
  const output = (await outputOf(route, exchange, tagsIn(request.headers.get('if-match')))) as never;
  const { requestId } = exchange.caller;
  const result = shape.result === null ? {} : { result: shape.toResult ? await shape.toResult(output, exchange) : output };
  const nextCursor = shape.more?.(output) ?? null;
  const response = json({ status: 200, requestId, ...result, ...shape.page?.(output, exchange) }, requestId);
  if (nextCursor) response.headers.set('Link', nextLink(request.url, nextCursor));
  if (shape.version) response.headers.set('ETag', etagOf(shape.version(output)));
  return response;
}

async function outputOf({ operation, shape }: Route, exchange: Exchange, wanted: string[] | null): Promise<unknown> {
  if (shape.change) return changed(operation, shape.change, exchange, wanted);
  const input = shape.toInput ? await shape.toInput(exchange) : { organization: exchange.key.organizationId, ...exchange.path, ...exchange.query, ...exchange.body };
  const asked = wanted ? { ...exchange, caller: { ...exchange.caller, onlyIf: (now: unknown) => shape.guard !== undefined && matching(wanted, etagOf(shape.guard(now as never))) } } : exchange;
  return shape.call ? shape.call(operation, asked, input) : operation(asked.caller, input as never);
}

/** RFC 8288: the same question, from there on. */
function nextLink(url: string, cursor: string): string {
  const next = new URL(url);
  next.searchParams.set('cursor', cursor);
  return `<${next.pathname}${next.search}>; rel="next"`;
}

function notAllowed(methods: string[], requestId: string): Response {
  const allow = [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))].join(', ');
  return problemResponse(doorProblems.method, requestId, { Allow: allow });
}

const json = (body: unknown, requestId: string) => new Response(JSON.stringify(body), { status: 200, headers: standing(requestId, 'application/json') });
