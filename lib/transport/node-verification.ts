import type { IncomingMessage, ServerResponse } from 'node:http';
import { clientAddress } from './client-address';
import { answerVerify } from './http';

/** Whether the path is one of verification's. */
export const servesVerification = (url: string): boolean => url === '/v1/verify' || url.startsWith('/v1/verify?');

/** Answers a verification request on Node's http, with the function that the route handler calls. */
export async function serveVerification(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, headers, body } = await answerVerify({
    method: request.method!,
    url: request.url!,
    rawHeaders: request.rawHeaders,
    address: clientAddress(request),
  });
  headers.push('Content-Length', String(Buffer.byteLength(body)));
  response.writeHead(status, headers);
  response.end(request.method === 'HEAD' ? undefined : body);
}
