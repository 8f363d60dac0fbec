import { randomUUID } from 'node:crypto';
import { routePolicy, scopesFor } from '@/lib/core/routes/policy';
import type { Verdict } from '@/lib/core/verification/verdict';
import { tellVerdict } from '@/lib/core/verification/verify';
import { presented } from './credential';
import { asksOf, type Asks } from './gateway-query';
import { guards } from './guarding';
import { routeOf } from './gateway-route';
import type { Answering, Question } from './http';
import { rateHeaders } from './rate-headers';
import { headerOf } from './raw-headers';
import { refused, refusedVerdict, type Answer } from './verdict-answer';
import { writtenOnce } from './written-once';

/** Answers `/v1/authorize` and what is below it, by any method, for a reverse proxy: docs/gateways.md. */
export const answerAuthorize: Answering = (question, tell, fail) => {
  const requestId = randomUUID();
  const asks = asksOf(question.url);
  if (!asks) return tell(refused('gateway', requestId));
  decide(question, asks, requestId, asks.nginx ? (answer) => tell(forNginx(answer)) : tell, fail);
};

// Node's http leaves out what comes after a thousand, unsaid: an API behind Caddy, which sorts them, would miss the verdict's headers.
const mostLines = 500;

function decide({ method, rawHeaders, address, asker }: Question, asks: Asks, requestId: string, tell: (answer: Answer) => void, fail: (error: unknown) => void): void {
  if (rawHeaders.length > 2 * mostLines) return tell(refused('lines', requestId));
  const project = echoed(rawHeaders, 'x-project-id');
  const environment = echoed(rawHeaders, 'x-environment');
  if (project === null || environment === null) return tell(refused('limits', requestId));
  const scopes = neededScopes(asks, method, rawHeaders);
  if (typeof scopes === 'string') return tell(refused(scopes, requestId));
  const requirement = { scopes, address, userAgent: headerOf(rawHeaders, 'user-agent') ?? null, project, environment, asker };
  const speak = (verdict: Verdict) => tell(verdict.code === 'valid' ? allowed(verdict, requestId, project, environment) : refusedVerdict(verdict, requestId));
  tellVerdict(presented(rawHeaders), requirement, speak, fail);
}

/** The scopes that the address names and those that the policy names for the route; or why there can be none. */
function neededScopes(asks: Asks, method: string, rawHeaders: readonly string[]): readonly string[] | 'forwarded' | 'route' | 'no_policy' {
  const policy = routePolicy();
  if (asks.from === null || (asks.path !== null && !policy)) return asks.scopes;
  const route = routeOf(asks, method, rawHeaders);
  if (route === 'unclear') return 'forwarded';
  if (!policy) return 'no_policy';
  const scopes = scopesFor(policy, route.method, route.uri);
  if (!scopes) return 'route';
  return asks.path !== null || asks.scopes.length === 0 ? scopes : [...asks.scopes, ...scopes];
}

/** Always all of the headers, so that a proxy overwrites whatever the client sent under these names. */
function allowed({ key, role, scopes, windows }: Extract<Verdict, { code: 'valid' }>, requestId: string, project: string, environment: string): Answer {
  const headers = [
    'Cache-Control', 'no-store',
    ...guards,
    'X-Request-Id', requestId,
    'X-Latchkey-Key-Id', key.id,
    'X-Latchkey-Organization-Id', key.organizationId,
    'X-Latchkey-User-Id', key.userId,
    'X-Latchkey-Role', role,
    'X-Latchkey-Scopes', joined(scopes),
    'X-Latchkey-Project-Id', project,
    'X-Latchkey-Environment', environment,
  ];
  if (windows) headers.push(...rateHeaders(windows));
  return { code: 'valid', status: 200, headers, body: '' };
}

const joined = writtenOnce((scopes) => scopes.join(' '));

/** What is echoed of a header: empty where it is missing; null where it is doubled or could not stand in a header again. */
function echoed(rawHeaders: readonly string[], name: string): string | null {
  const value = headerOf(rawHeaders, name);
  if (value === undefined) return '';
  return value !== null && /^[\x21-\x7e]{0,128}$/.test(value) ? value : null;
}

/** nginx makes a 500 of every refusal but 401 and 403, and loses its connection over a body. */
function forNginx(answer: Answer): Answer {
  const headers = answer.status === 429 ? [...answer.headers, 'X-Deny-Status', '429'] : answer.headers;
  return { ...answer, status: answer.status === 429 ? 403 : answer.status, headers, body: '' };
}
