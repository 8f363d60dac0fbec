import type { IncomingMessage, ServerResponse } from 'node:http';
import { observeVerdict } from '@/lib/core/metrics';
import { clientAddress } from './client-address';
import { answerAuthorize } from './gateway';
import { answerVerify } from './http';
import type { Answer } from './verdict-answer';

/** Whether the path is one of verification's. */
export const servesVerification = (url: string): boolean => isAt(url, '/v1/verify') || isAt(url, '/v1/authorize') || url.startsWith('/v1/authorize/');

/** Answers a verification request on Node's http, with the functions that the route handlers call; `fail` gets what nobody foresaw. */
export function serveVerification(request: IncomingMessage, response: ServerResponse, fail: (error: unknown) => void): void {
  const began = performance.now();
  const verifies = isAt(request.url!, '/v1/verify');
  const question = { method: request.method!, url: request.url!, rawHeaders: request.rawHeaders, address: clientAddress(request) };
  const endpoint = verifies ? 'verify' : 'authorize';
  (verifies ? answerVerify : answerAuthorize)(question, (answer) => sendSoon({ request, response, answer, endpoint, began, fail }), fail);
}

type Told = { request: IncomingMessage; response: ServerResponse; answer: Answer; endpoint: 'verify' | 'authorize'; began: number; fail: (error: unknown) => void };

let told: Told[] = [];

/** What one look-up answers is written together: a client that is fed one answer at a time sleeps in between, and has to be woken for each. */
function sendSoon(one: Told): void {
  if (told.push(one) === 1) queueMicrotask(sendTold);
}

function sendTold(): void {
  const all = told;
  told = [];
  for (const one of all) send(one);
  const now = performance.now();
  for (const { endpoint, answer, began } of all) observeVerdict(endpoint, answer.code, now - began);
}

function send({ request, response, answer: { status, headers, body }, fail }: Told): void {
  try {
    headers.push('Content-Length', String(Buffer.byteLength(body)));
    response.writeHead(status, headers);
    response.end(request.method === 'HEAD' ? undefined : body);
  } catch (error) {
    fail(error);
  }
}

const isAt = (url: string, path: string) => url.startsWith(path) && (url.length === path.length || url.charCodeAt(path.length) === 63);
