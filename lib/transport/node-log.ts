import type { IncomingMessage, ServerResponse } from 'node:http';
import { log, masked } from '@/lib/log';
import { clientAddress } from './client-address';

const quiet = /^\/(_next\/|icon\.svg|livez$|readyz$|metrics$)/;

/** One line a request, when it is answered, or its client has gone: the path without its query, and no header but the request id. */
export function logRequest(request: IncomingMessage, response: ServerResponse): void {
  const path = masked(request.url!.split('?', 1)[0]!);
  if (quiet.test(path)) return;
  const began = performance.now();
  const address = clientAddress(request);
  response.once('close', () => {
    const status = response.headersSent ? response.statusCode : undefined;
    const line = { requestId: [response.getHeader('x-request-id')].flat()[0], method: request.method, path, status, ms: Math.round(performance.now() - began), address };
    if (!response.writableFinished) log().info(line, 'the connection closed before the answer was through');
    else if (response.statusCode >= 500) log().error(line, 'answered');
    else log().info(line, 'answered');
  });
}
