import { answerMcp } from '@/lib/transport/mcp';
import { answerRest } from '@/lib/transport/rest';
import { createKey } from '@/lib/core/keys/create';
import { as, type Person, type TestOrganization } from './people';

export const origin = 'http://localhost:4400';

/** A key that may do all that its maker may, with its plaintext and halves. */
export async function aProgramOf(person: Person, organization: Pick<TestOrganization, 'id'>, scopes: string[] = ['*:*']) {
  const { key, revealed } = await createKey(as(person), { organization: organization.id, name: `${person.role}’s program`, scopes });
  return { id: key.id, ...revealed };
}

export type Program = { plaintext: string };

type Sent = { body?: unknown; raw?: BodyInit; headers?: Record<string, string> };

/** Asks the REST API, as a program with that key; null sends none. */
export async function rest(program: Program | null, method: string, path: string, { body, raw, headers = {} }: Sent = {}) {
  const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const request = new Request(origin + path, {
    method,
    headers: { ...(program && { 'x-api-key': program.plaintext }), ...(sent !== undefined && { 'content-type': 'application/json' }), ...headers },
    body: sent,
  });
  const response = await answerRest(request, '192.0.2.1');
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text || 'null') };
}

let id = 0;

/** Asks the MCP server, in the words of the revisions that begin with `initialize`. */
export async function mcp(program: Program | null, method: string, params: unknown = {}, headers: Record<string, string> = {}) {
  const request = new Request(`${origin}/mcp`, {
    method: 'POST',
    headers: { ...(program && { authorization: `Bearer ${program.plaintext}` }), host: 'localhost:4400', accept: 'application/json, text/event-stream', 'content-type': 'application/json', 'mcp-protocol-version': '2025-11-25', ...headers },
    body: JSON.stringify({ jsonrpc: '2.0', id: ++id, method, params }),
  });
  const response = await answerMcp(request, '192.0.2.1', origin);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: JSON.parse(text || 'null') };
}

/** Calls a tool: what it answered, and whether that was a refusal. */
export async function tool(program: Program, name: string, args: Record<string, unknown> = {}) {
  const { json } = await mcp(program, 'tools/call', { name, arguments: args });
  if (json.error) return { refused: `rpc ${json.error.code}`, content: null };
  const { isError, content, structuredContent } = json.result;
  return { refused: isError ? (content[0].text as string).split(':')[0]! : null, content: structuredContent };
}

/** The MCP server as a client’s fetch reaches it. */
export const mcpFetch = async (url: string | URL | Request, init?: RequestInit) => {
  const request = new Request(url as string, init);
  request.headers.set('host', new URL(request.url).host);
  return answerMcp(request, '192.0.2.1', origin);
};
