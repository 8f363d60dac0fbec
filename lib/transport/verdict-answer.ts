import type { Verdict } from '@/lib/core/verification/verdict';
import { guards } from './guarding';
import { rateHeaders, retryHeaders } from './rate-headers';
import { problemBody, problemType, type Problem } from './problem';

/** An answer for Node's http or a Response: header names and values in turn. `code` is for the metrics. */
export type Answer = { code: string; status: number; headers: string[]; body: string };

type Refused = Exclude<Verdict['code'], 'valid'>;

/** Every way in which verification says no: docs/verification.md. */
const problems: Record<Refused | 'method' | 'query' | 'gateway' | 'route' | 'no_policy' | 'forwarded' | 'limits' | 'lines', Problem> = {
  missing_credential: { code: 'missing_credential', status: 401, error: 'UNAUTHORIZED', title: 'No credential', detail: 'Send the key as x-api-key, as Authorization: Bearer, or as Basic with Key ID and Key secret.' },
  invalid_key: { code: 'invalid_key', status: 401, error: 'UNAUTHORIZED', title: 'Invalid key', detail: 'The credential is not a good one. Send one key, whole, once.' },
  key_revoked: { code: 'key_revoked', status: 401, error: 'UNAUTHORIZED', title: 'Key revoked', detail: 'The key was revoked for good. Make another one.' },
  key_disabled: { code: 'key_disabled', status: 401, error: 'UNAUTHORIZED', title: 'Key disabled', detail: 'The key is disabled. Its owner can enable it again.' },
  key_expired: { code: 'key_expired', status: 401, error: 'UNAUTHORIZED', title: 'Key expired', detail: 'The key is past its expiry. Make another one.' },
  ip_not_allowed: { code: 'ip_not_allowed', status: 403, error: 'FORBIDDEN', title: 'Address not allowed', detail: 'The key may not be used from this address.' },
  project_not_allowed: { code: 'project_not_allowed', status: 403, error: 'FORBIDDEN', title: 'Project not allowed', detail: 'The key may not be used for this project.' },
  environment_not_allowed: { code: 'environment_not_allowed', status: 403, error: 'FORBIDDEN', title: 'Environment not allowed', detail: 'The key may not be used for this environment.' },
  insufficient_scope: { code: 'insufficient_scope', status: 403, error: 'FORBIDDEN', title: 'Scope missing', detail: 'The key lacks a scope that this needs.' },
  rate_limited: { code: 'rate_limited', status: 429, error: 'TOO_MANY_REQUESTS', title: 'Too many requests', detail: 'The key is good, and over its rate. Try again later.' },
  unavailable: { code: 'unavailable', status: 503, error: 'SERVICE_UNAVAILABLE', title: 'Unavailable', detail: 'The database does not answer. Try again shortly.' },
  method: { code: 'method_not_allowed', status: 405, error: 'METHOD_NOT_ALLOWED', title: 'Method not allowed', detail: 'Use GET or HEAD.' },
  query: { code: 'invalid', status: 400, error: 'BAD_REQUEST', title: 'The request is not valid', detail: 'Only the parameter scope is known here, such as ?scope=table:data:read. A key belongs in a header.' },
  gateway: { code: 'invalid', status: 400, error: 'BAD_REQUEST', title: 'The request is not valid', detail: 'Known here are scope, from (forwarded, original or path) and nginx=1; the last two once. A key belongs in a header.' },
  route: { code: 'route_not_allowed', status: 403, error: 'FORBIDDEN', title: 'Route not allowed', detail: 'The route policy names no rule for this method and path.' },
  no_policy: { code: 'route_not_allowed', status: 403, error: 'FORBIDDEN', title: 'Route not allowed', detail: 'The address names where the route stands, and there is no route policy: set POLICY_FILE, or leave from out.' },
  forwarded: { code: 'forwarding_unclear', status: 403, error: 'FORBIDDEN', title: 'Forwarding unclear', detail: 'Which route is asked about is missing, doubled, malformed, or told by two families of headers.' },
  limits: { code: 'forwarding_unclear', status: 403, error: 'FORBIDDEN', title: 'Forwarding unclear', detail: 'X-Project-Id or X-Environment is there twice, or is not of at most 128 characters of ASCII without blanks.' },
  lines: { code: 'forwarding_unclear', status: 403, error: 'FORBIDDEN', title: 'Forwarding unclear', detail: 'The request has more than 500 header lines.' },
};

const challenge = 'Bearer realm="latchkey"';
// After the request id, which is the last member.
const end = '"}';

type Prepared = { problem: Problem; headers: readonly string[]; head: string };

const prepared = Object.fromEntries(Object.entries(problems).map(([name, problem]) => [name, prepare(problem)])) as Record<keyof typeof problems, Prepared>;

/** What verification answers to a no, of a verdict's or of its own. */
export function refused(name: keyof typeof problems, requestId: string, more: { members?: Record<string, unknown>; headers?: readonly string[] } = {}): Answer {
  const { problem, headers, head } = prepared[name];
  const body = more.members ? problemBody(problem, requestId, more.members) : head + requestId + end;
  return { code: problem.code, status: problem.status, headers: [...headers, 'X-Request-Id', requestId, ...(more.headers ?? [])], body };
}

/** What verification answers to a verdict that is a no. */
export function refusedVerdict(verdict: Exclude<Verdict, { code: 'valid' }>, requestId: string): Answer {
  if (verdict.code === 'insufficient_scope') return refused('insufficient_scope', requestId, { members: { missing_scopes: verdict.missing } });
  if (verdict.code === 'rate_limited') return refused('rate_limited', requestId, { headers: [...rateHeaders(verdict.windows), ...retryHeaders(verdict.windows)] });
  return refused(verdict.code, requestId);
}

/** The same as a Response; without a body where only the head was asked for. */
export function asResponse({ status, headers, body }: Answer, head = false): Response {
  const pairs = headers.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, headers[i + 1]!]] : []));
  return new Response(head ? null : body, { status, headers: pairs });
}

/** The headers of every answer, but for the request id. */
export function common(type: string): string[] {
  return ['Content-Type', type, 'Cache-Control', 'no-store', ...guards];
}

function prepare(problem: Problem): Prepared {
  const headers = common(problemType);
  if (problem.code === 'missing_credential') headers.push('WWW-Authenticate', challenge);
  else if (problem.status === 401) headers.push('WWW-Authenticate', `${challenge}, error="invalid_token"`);
  else if (problem.code === 'insufficient_scope') headers.push('WWW-Authenticate', `${challenge}, error="insufficient_scope"`);
  else if (problem.status === 503) headers.push('Retry-After', '1');
  else if (problem.status === 405) headers.push('Allow', 'GET, HEAD');
  return { problem, headers, head: problemBody(problem, '').slice(0, -end.length) };
}
