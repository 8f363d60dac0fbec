import type { IncomingMessage, ServerResponse } from 'node:http';
import { observeVerdict } from '@/lib/core/metrics';
import { clientAddress } from './client-address';
import { endpointOf, endpoints, type Endpoint } from './endpoints';
import { Unanswered } from './node-unanswered';
import type { Answer } from './verdict-answer';

// Ten thousand wait for the database at most: they shall be of many connections.
const unanswered = new Unanswered(64);

/** Answers a verification request on Node's http, with the functions that the route handlers call; `unforeseen` gets what nobody foresaw. True when it is one. */
export function answerVerification(request: IncomingMessage, response: ServerResponse, unforeseen: (error: unknown) => void): boolean {
  const endpoint = endpointOf(request.url!);
  if (!endpoint) return false;
  if (unanswered.begin(request.socket)) serve(endpoint, request, response, unforeseen);
  else request.socket.destroy();
  return true;
}

function serve(endpoint: Endpoint, request: IncomingMessage, response: ServerResponse, unforeseen: (error: unknown) => void): void {
  const began = performance.now();
  const observe = (code: string) => observeVerdict(endpoint, code, performance.now() - began);
  const fail = (error: unknown) => {
    unforeseen(error);
    observe('internal');
  };
  const question = { method: request.method!, url: request.url!, rawHeaders: request.rawHeaders, address: clientAddress(request), asker: request.socket };
  const tell = (answer: Answer) =>
    together(() => {
      unanswered.end(request.socket);
      try {
        send(request, response, answer);
        observe(answer.code);
      } catch (error) {
        fail(error);
      }
    });
  endpoints[endpoint](question, tell, (error) => {
    unanswered.end(request.socket);
    fail(error);
  });
}

let sendings: (() => void)[] = [];

/** Sends what one look-up answers in one go: a client that is fed one answer at a time sleeps in between, and has to be woken for each. */
function together(sending: () => void): void {
  if (sendings.push(sending) === 1) queueMicrotask(sendAll);
}

function sendAll(): void {
  const all = sendings;
  sendings = [];
  for (const sending of all) sending();
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: Answer): void {
  headers.push('Content-Length', String(Buffer.byteLength(body)));
  response.writeHead(status, headers);
  response.end(request.method === 'HEAD' ? undefined : body);
}
