import { randomUUID } from 'node:crypto';
import { holdsKey } from '@/lib/core/keys/format';
import type { Requirement, Verdict } from '@/lib/core/verification/verdict';
import { verify } from '@/lib/core/verification/verify';
import { presented } from './credential';
import { problemBody, problemType, type Problem } from './problem';

/** A question to the verification endpoint, whoever serves it: header names and values in turn. */
export type Question = { method: string; url: string; rawHeaders: readonly string[]; address: string | null };

/** Its answer, for Node's http or a Response. */
export type Answer = { status: number; headers: Record<string, string>; body: string };

/** Answers `GET|HEAD /v1/verify`: contracts.md, *Verification*. */
export async function answerVerify({ method, url, rawHeaders, address }: Question): Promise<Answer> {
  const requestId = randomUUID();
  if (method !== 'GET' && method !== 'HEAD') return { ...refused(problems.method, requestId), ...{ headers: { ...common(requestId, problemType), Allow: 'GET, HEAD' } } };
  const scopes = requiredScopes(url);
  if (!scopes) return refused(problems.query, requestId);
  const requirement: Requirement = { scopes, address, userAgent: header(rawHeaders, 'user-agent') };
  return spoken(await verify(presented(rawHeaders), requirement), requestId);
}

type Refused = Exclude<Verdict['code'], 'valid'>;

const problems: Record<Refused | 'method' | 'query', Problem> = {
  missing_credential: { code: 'missing_credential', status: 401, error: 'UNAUTHORIZED', title: 'No credential', detail: 'Send the key as x-api-key, as Authorization: Bearer, or as Basic with Key ID and Key secret.' },
  invalid_key: { code: 'invalid_key', status: 401, error: 'UNAUTHORIZED', title: 'Invalid key', detail: 'The credential is not a good one. Send one key, whole, once.' },
  key_revoked: { code: 'key_revoked', status: 401, error: 'UNAUTHORIZED', title: 'Key revoked', detail: 'The key was revoked for good. Make another one.' },
  key_disabled: { code: 'key_disabled', status: 401, error: 'UNAUTHORIZED', title: 'Key disabled', detail: 'The key is disabled. Its owner can enable it again.' },
  key_expired: { code: 'key_expired', status: 401, error: 'UNAUTHORIZED', title: 'Key expired', detail: 'The key is past its expiry. Make another one.' },
  ip_not_allowed: { code: 'ip_not_allowed', status: 403, error: 'FORBIDDEN', title: 'Address not allowed', detail: 'The key may not be used from this address.' },
  insufficient_scope: { code: 'insufficient_scope', status: 403, error: 'FORBIDDEN', title: 'Scope missing', detail: 'The key lacks a scope that this needs.' },
  unavailable: { code: 'unavailable', status: 503, error: 'SERVICE_UNAVAILABLE', title: 'Unavailable', detail: 'The database does not answer. Try again shortly.' },
  method: { code: 'method_not_allowed', status: 405, error: 'METHOD_NOT_ALLOWED', title: 'Method not allowed', detail: 'Use GET or HEAD.' },
  query: { code: 'invalid', status: 400, error: 'BAD_REQUEST', title: 'The request is not valid', detail: 'Only the parameter scope is known here, such as ?scope=table:data:read. A key belongs in a header.' },
};

const challenge = 'Bearer realm="latchkey"';

const common = (requestId: string, type: string): Record<string, string> => ({
  'Content-Type': type,
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Request-Id': requestId,
});

/** A verdict as an answer. */
export function spoken(verdict: Verdict, requestId: string): Answer {
  if (verdict.code === 'valid') return { status: 200, headers: common(requestId, 'application/json'), body: validBody(verdict) };
  if (verdict.code === 'insufficient_scope') return refused(problems.insufficient_scope, requestId, { missing_scopes: verdict.missing });
  return refused(problems[verdict.code], requestId);
}

function refused(problem: Problem, requestId: string, extra?: Record<string, unknown>): Answer {
  const headers = common(requestId, problemType);
  if (problem.code === 'missing_credential') headers['WWW-Authenticate'] = challenge;
  else if (problem.status === 401) headers['WWW-Authenticate'] = `${challenge}, error="invalid_token"`;
  else if (problem.code === 'insufficient_scope') headers['WWW-Authenticate'] = `${challenge}, error="insufficient_scope"`;
  if (problem.status === 503) headers['Retry-After'] = '1';
  return { status: problem.status, headers, body: problemBody(problem, requestId, extra) };
}

function validBody({ key, scopes }: Extract<Verdict, { code: 'valid' }>): string {
  return JSON.stringify({
    valid: true,
    code: 'valid',
    key: { id: key.id, keyId: key.keyId, name: key.name, type: key.type, scopes, expiresAt: key.expiresAt },
    organization: { id: key.organizationId, name: key.organizationName, slug: key.organizationSlug },
    user: { id: key.userId, name: key.userName, email: key.userEmail, role: key.role },
  });
}

/** The scopes that the query asks for; null when it holds anything else, a key above all. */
function requiredScopes(url: string): string[] | null {
  const mark = url.indexOf('?');
  if (mark === -1) return holdsKey(url) ? null : [];
  if (holdsKey(url)) return null;
  const scopes: string[] = [];
  for (const [name, value] of new URLSearchParams(url.slice(mark + 1))) {
    if (name !== 'scope' || value === '') return null;
    scopes.push(value);
  }
  return scopes;
}

function header(rawHeaders: readonly string[], name: string): string | null {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]!.length === name.length && rawHeaders[i]!.toLowerCase() === name) return rawHeaders[i + 1]!;
  }
  return null;
}
