import { randomUUID } from 'node:crypto';
import type { Asker, Requirement, Verdict } from '@/lib/core/verification/verdict';
import { tellVerdict } from '@/lib/core/verification/verify';
import { presented } from './credential';
import { headerOf } from './raw-headers';
import { scopesIn } from './required-scopes';
import { rateHeaders } from './rate-headers';
import { common, refused, refusedVerdict, type Answer } from './verdict-answer';
import { writtenOnce } from './written-once';

/** A question to a verification endpoint, whoever serves it: header names and values in turn, so that a doubled one shows. */
export type Question = { method: string; url: string; rawHeaders: readonly string[]; address: string | null; asker?: Asker };

/** What answers a verification endpoint: calls one of the two functions, once; `fail` with what nobody foresaw. */
export type Answering = (question: Question, tell: (answer: Answer) => void, fail: (error: unknown) => void) => void;

/** The answer as a promise, for whoever is in no such hurry. */
export const answered = (answering: Answering, question: Question): Promise<Answer> => new Promise((resolve, reject) => answering(question, resolve, reject));

/** Answers `GET|HEAD /v1/verify`: docs/verification.md. */
export const answerVerify: Answering = ({ method, url, rawHeaders, address, asker }, tell, fail) => {
  const requestId = randomUUID();
  if (method !== 'GET' && method !== 'HEAD') return tell(refused('method', requestId));
  const scopes = scopesIn(url);
  if (!scopes) return tell(refused('query', requestId));
  const requirement: Requirement = {
    scopes,
    address,
    userAgent: headerOf(rawHeaders, 'user-agent') ?? null,
    project: headerOf(rawHeaders, 'x-project-id'),
    environment: headerOf(rawHeaders, 'x-environment'),
    asker,
  };
  tellVerdict(presented(rawHeaders), requirement, (verdict) => tell(spoken(verdict, requestId)), fail);
};

const goodHeaders = common('application/json');

function spoken(verdict: Verdict, requestId: string): Answer {
  if (verdict.code !== 'valid') return refusedVerdict(verdict, requestId);
  const headers = [...goodHeaders, 'X-Request-Id', requestId];
  if (verdict.windows) headers.push(...rateHeaders(verdict.windows));
  return { code: 'valid', status: 200, headers, body: validBody(verdict) };
}

const text = JSON.stringify;
const quoted = (value: string | null) => (value === null ? 'null' : `"${value}"`);

/** Put together by hand, for it is most of what a good answer costs; only free text can need an escape. */
function validBody({ key, role, scopes }: Extract<Verdict, { code: 'valid' }>): string {
  return (
    `{"valid":true,"code":"valid","key":{"id":"${key.id}","keyId":${text(key.keyId)},"name":${text(key.name)},"type":"${key.type}",` +
    `"scopes":${asJson(scopes)},"expiresAt":${quoted(key.expiresAt)}},` +
    `"organization":{"id":"${key.organizationId}","name":${text(key.organizationName)},"slug":${text(key.organizationSlug)}},` +
    `"user":{"id":"${key.userId}","name":${text(key.userName)},"email":${text(key.userEmail)},"role":"${role}"}}`
  );
}

const asJson = writtenOnce((scopes) => text(scopes));
