import { randomUUID } from 'node:crypto';
import { createMcpHandler, isLegacyRequest, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { holdsKey } from '@/lib/core/keys/format';
import { countRequest } from '@/lib/core/rates/request';
import { invalid, isRefusal, Refusal } from '@/lib/core/refusal';
import { keyCallerFrom } from './key-caller';
import { isForeign } from './mcp/origin';
import { serverFor } from './mcp/server';
import { rateHeaders } from './rest/rate-headers';
import { doorProblems, problemResponse, refusalResponse } from './rest/speak';
import { parseStrictJson } from './strict-json';

const largestBody = 1_048_576;
const foreign = { code: 'foreign_origin', status: 403, error: 'FORBIDDEN', title: 'Foreign origin', detail: 'This Host or Origin is not Latchkey’s. Whoever runs it names its address in PUBLIC_URL.' };

/** Answers a request to the MCP server: one JSON answer to one POST, and nothing kept between two of them. */
export async function answerMcp(request: Request, address: string | null, origin: string): Promise<Response> {
  const requestId = randomUUID();
  if (isForeign(request.headers)) return problemResponse(foreign, requestId);
  if (request.method !== 'POST') return problemResponse({ ...doorProblems.method, detail: 'Use POST.' }, requestId, { Allow: 'POST' });
  const who = await keyCallerFrom(request.headers, address, 'mcp', requestId);
  if (who instanceof Response) return who;
  const left = await countRequest(who.key.id);
  const headers = { ...rateHeaders(left), 'X-Request-Id': requestId, 'Cache-Control': 'no-store' };
  if (left.remaining < 0) return refusalResponse(new Refusal('limited', { retryAfter: Math.max(1, Math.ceil(left.reset)) }), requestId, who.caller.actor, null);
  if (holdsKey(request.url)) return refusalResponse(invalid('', 'key_in_url'), requestId, who.caller.actor, null);
  const body = await read(request);
  if (body instanceof Response) return body;
  if (Array.isArray(body)) return rpcProblem(-32_600, 'Invalid Request: MCP has no batches. Send one message at a time.');
  const answer = await served(request, body, () => serverFor(who, origin));
  for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
  return answer;
}

/** By the revision that the client speaks: 2026-07-28, or the ones that begin with `initialize`. */
async function served(request: Request, parsedBody: unknown, make: () => ReturnType<typeof serverFor>): Promise<Response> {
  if (!(await isLegacyRequest(request, parsedBody))) return createMcpHandler(make, { legacy: 'reject', maxSubscriptions: 0 }).fetch(request, { parsedBody });
  const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
  const server = make();
  await server.connect(transport);
  const answer = await transport.handleRequest(request, { parsedBody });
  await server.close();
  return answer;
}

async function read(request: Request): Promise<unknown> {
  try {
    const bytes = new Uint8Array(await request.arrayBuffer());
    return bytes.length > largestBody ? problemResponse(doorProblems.too_large, randomUUID()) : parseStrictJson(bytes);
  } catch (error) {
    if (isRefusal(error)) return rpcProblem(-32_700, 'Parse error: the body is no JSON that means one thing only.');
    throw error;
  }
}

/** An error of JSON-RPC's about a body that asks nothing. */
const rpcProblem = (code: number, message: string) => Response.json({ jsonrpc: '2.0', id: null, error: { code, message } }, { status: 400 });
