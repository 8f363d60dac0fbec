import { observeVerdict } from '@/lib/core/metrics';
import { addressFrom } from './client-address';
import { writeCounted } from './counted';
import { answered, type Answering } from './http';
import { asResponse } from './verdict-answer';

/** Serves verification from a route handler: on Vercel, where no server.ts stands in front. */
export function servedBy(answering: Answering): (request: Request) => Promise<Response> {
  return async (request) => {
    const began = performance.now();
    const { pathname, search } = new URL(request.url);
    const answer = await answered(answering, {
      method: request.method,
      url: pathname + search,
      rawHeaders: [...request.headers].flat(),
      address: addressFrom(request.headers),
    });
    observeVerdict(pathname === '/v1/verify' ? 'verify' : 'authorize', answer.code, performance.now() - began);
    writeCounted();
    return asResponse(answer, request.method === 'HEAD');
  };
}
