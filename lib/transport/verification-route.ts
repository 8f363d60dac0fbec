import { observeVerdict } from '@/lib/core/metrics';
import { addressFrom } from './client-address';
import { writeCounted } from './counted';
import { answered, type Answering } from './http';

/** Serves verification from a route handler: on Vercel, where no server.ts stands in front. */
export function servedBy(answering: Answering): (request: Request) => Promise<Response> {
  return async (request) => {
    const began = performance.now();
    const { pathname, search } = new URL(request.url);
    const { code, status, headers, body } = await answered(answering, {
      method: request.method,
      url: pathname + search,
      rawHeaders: [...request.headers].flat(),
      address: addressFrom(request.headers),
    });
    observeVerdict(pathname === '/v1/verify' ? 'verify' : 'authorize', code, performance.now() - began);
    writeCounted();
    const pairs = headers.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, headers[i + 1]!]] : []));
    return new Response(request.method === 'HEAD' ? null : body, { status, headers: pairs });
  };
}
