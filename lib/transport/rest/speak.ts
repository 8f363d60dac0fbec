import { isUnavailable } from '@/db/problems';
import { policy, type Actor, type Permission, type Rule } from '@/lib/core/access';
import { allows } from '@/lib/core/keys/scopes';
import { Refusal, refusals, type FieldProblem, type Reason } from '@/lib/core/refusal';
import { log } from '@/lib/log';
import { inEnglish } from '../english';
import { problemBody, problemType, type Problem } from '../problem';

const challenge = 'Bearer realm="latchkey"';
const mostFields = 20;

/** What the reasons say to a program, where the console's words speak of forms. */
const details: Record<Reason, string> = {
  invalid: 'The request is not valid.',
  unauthenticated: 'Send a key as x-api-key, as Authorization: Bearer, or as Basic with Key ID and Key secret.',
  forbidden: 'The role of the key’s creator does not allow this.',
  not_found: 'There is nothing of that id here.',
  conflict: 'This is in conflict with what is there.',
  stale: 'It was changed since it was read. Read it again.',
  mismatch: 'This is not what was asked before.',
  expired: 'This is no longer valid.',
  limited: 'Too many requests. Wait as long as Retry-After says.',
  unavailable: 'Latchkey cannot answer for the moment. Try again shortly.',
};

/** Problems of the door itself: no operation was asked. */
export const doorProblems = {
  not_found: { code: 'not_found', status: 404, error: 'NOT_FOUND', title: 'Not found', detail: 'There is no such path. GET /v1/openapi.json lists them all.' },
  method: { code: 'method_not_allowed', status: 405, error: 'METHOD_NOT_ALLOWED', title: 'Method not allowed', detail: 'The header Allow names the methods of this path.' },
  media_type: { code: 'unsupported_media_type', status: 415, error: 'UNSUPPORTED_MEDIA_TYPE', title: 'Unsupported media type', detail: 'Send the body as application/json, not compressed.' },
  too_large: { code: 'too_large', status: 413, error: 'PAYLOAD_TOO_LARGE', title: 'Too large', detail: 'A body may have 1048576 bytes.' },
  unknown: { code: 'internal', status: 500, error: 'INTERNAL_SERVER_ERROR', title: 'Something went wrong', detail: 'It was not you. The request id helps whoever runs Latchkey to find out.' },
} as const satisfies Record<string, Problem>;

/** A problem of the door as a response. */
export function problemResponse(problem: Problem, requestId: string, headers: Record<string, string> = {}, extra?: Record<string, unknown>): Response {
  return new Response(problemBody(problem, requestId, extra), { status: problem.status, headers: { ...standing(requestId, problemType), ...headers } });
}

/** A refusal of the core's as a response (RFC 9457); `permission` is what was asked for. */
export function refusalResponse(refusal: Refusal, requestId: string, actor: Actor, permission: Permission | null): Response {
  const missing = missingScope(refusal, actor, permission);
  if (missing) return lacksScope(missing, requestId);
  const { status, error, title } = refusals[refusal.reason];
  const headers: Record<string, string> = status === 401 ? { 'WWW-Authenticate': challenge } : {};
  if (refusal.retryAfter !== undefined) headers['Retry-After'] = String(refusal.retryAfter);
  const extra = { ...(refusal.about && { id: refusal.about }), ...(refusal.fields.length > 0 && { errors: refusal.fields.slice(0, mostFields).map(fieldError) }) };
  return problemResponse({ code: refusal.problem, status, error, title, detail: detailOf(refusal) }, requestId, headers, extra);
}

/** What nobody expected, as a response: its reader gets an id, the log gets the rest. */
export function failed(error: unknown, requestId: string): Response {
  if (isUnavailable(error)) return refusalResponse(new Refusal('unavailable', { retryAfter: 1 }), requestId, { kind: 'nobody' }, null);
  log().error({ err: error, requestId }, 'unforeseen');
  return problemResponse(doorProblems.unknown, requestId);
}

/** What stands on every answer. */
export const standing = (requestId: string, type: string): Record<string, string> => ({
  'Content-Type': type,
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'X-Request-Id': requestId,
});

/** What a refusal says in a sentence or two. */
export function detailOf(refusal: Refusal): string {
  if (refusal.fields.length > 0) return refusal.fields.slice(0, mostFields).map(fieldError).map(({ path, detail }) => (path ? `${path}: ${detail}` : detail)).join(' ');
  return refusal.problem === refusal.reason ? details[refusal.reason] : inEnglish(refusal.problem);
}

/** The refusal with its fields as they are called on the wire. */
export function renamed(refusal: Refusal, names: Readonly<Record<string, string>> = {}): Refusal {
  const wire = (path: string) => {
    const name = Object.keys(names).find((core) => path === core || path.startsWith(`${core}.`));
    return name === undefined ? path : names[name] + path.slice(name.length);
  };
  const { reason, problem, retryAfter, about } = refusal;
  return new Refusal(reason, { problem, retryAfter, about, fields: refusal.fields.map((field) => ({ ...field, path: wire(field.path) })) });
}

const fieldError = ({ path, problem, values }: FieldProblem) => ({ path: path.slice(0, 100), code: problem, detail: inEnglish(problem, values) });

/** The scope that the key lacks, where that is why it was refused. */
export function missingScope(refusal: Refusal, actor: Actor, permission: Permission | null): string | null {
  if (refusal.reason !== 'forbidden' || actor.kind !== 'key' || !permission) return null;
  const { scope } = policy[permission] as Rule;
  return scope === null || allows(actor.scopes, scope) ? null : scope;
}

function lacksScope(scope: string, requestId: string): Response {
  const problem = { code: 'insufficient_scope', status: 403, error: 'FORBIDDEN', title: 'Scope missing', detail: `The key lacks the scope ${scope}.` };
  return problemResponse(problem, requestId, { 'WWW-Authenticate': `${challenge}, error="insufficient_scope", scope="${scope}"` }, { missing_scopes: [scope] });
}
