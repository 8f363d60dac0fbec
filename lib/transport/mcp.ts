import { randomUUID } from 'node:crypto';
import { createMcpHandler, isLegacyRequest, WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/server';
import { holdsKey } from '@/lib/core/keys/format';
import { invalid, isRefusal } from '@/lib/core/refusal';
import { keyCallerFrom, type KeyCaller } from './key-caller';
import { isForeign } from './mcp/origin';
import { serverFor } from './mcp/server';
import { counted } from './rest/rate';
import { doorProblems, failed, problemResponse, refusalResponse } from './rest/speak';
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
  const rate = await counted(who);
  if (rate instanceof Response) return rate;
  const answer = await answerCounted(request, who, origin).catch((error: unknown) => failed(error, requestId));
  for (const [name, value] of Object.entries({ ...rate, 'X-Request-Id': requestId, 'Cache-Control': 'no-store' })) answer.headers.set(name, value);
  return answer;
}

async function answerCounted(request: Request, who: KeyCaller, origin: string): Promise<Response> {
  const { requestId, actor } = who.caller;
  if (holdsKey(request.url)) return refusalResponse(invalid('', 'key_in_url'), requestId, actor, null);
  const body = await read(request, requestId);
  if (body instanceof Response) return body;
  if (Array.isArray(body)) return rpcProblem(-32_600, 'Invalid Request: MCP has no batches. Send one message at a time.');
  return served(request, body, () => serverFor(who, origin));
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

async function read(request: Request, requestId: string): Promise<unknown> {
  const bytes = new Uint8Array(await request.arrayBuffer().catch(gone));
  if (bytes.length > largestBody) return problemResponse(doorProblems.too_large, requestId);
  try {
    return parseStrictJson(bytes);
  } catch (error) {
    if (isRefusal(error)) return rpcProblem(-32_700, 'Parse error: the body is no JSON that means one thing only.');
    throw error;
  }
}

/** A client that goes away half-way has sent no JSON. */
const gone = () => new ArrayBuffer(0);

/** An error of JSON-RPC's about a body that asks nothing. */
const rpcProblem = (code: number, message: string) => Response.json({ jsonrpc: '2.0', id: null, error: { code, message } }, { status: 400 });
