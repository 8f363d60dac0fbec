import type { IncomingMessage, ServerResponse } from 'node:http';
import { observeVerdict } from '@/lib/core/metrics';
import { clientAddress } from './client-address';
import { answerAuthorize } from './gateway';
import { answerVerify } from './http';

/** Whether the path is one of verification's. */
export const servesVerification = (url: string): boolean => isAt(url, '/v1/verify') || isAt(url, '/v1/authorize') || url.startsWith('/v1/authorize/');

/** Answers a verification request on Node's http, with the functions that the route handlers call. */
export async function serveVerification(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const began = performance.now();
  const verifies = isAt(request.url!, '/v1/verify');
  const { code, status, headers, body } = await (verifies ? answerVerify : answerAuthorize)({
    method: request.method!,
    url: request.url!,
    rawHeaders: request.rawHeaders,
    address: clientAddress(request),
  });
  headers.push('Content-Length', String(Buffer.byteLength(body)));
  response.writeHead(status, headers);
  response.end(request.method === 'HEAD' ? undefined : body);
  observeVerdict(verifies ? 'verify' : 'authorize', code, performance.now() - began);
}

const isAt = (url: string, path: string) => url.startsWith(path) && (url.length === path.length || url.charCodeAt(path.length) === 63);
