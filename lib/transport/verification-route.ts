import { observeVerdict } from '@/lib/core/metrics';
import { addressFrom } from './client-address';
import { writeCounted } from './counted';
import { endpoints, type Endpoint } from './endpoints';
import { answered } from './http';
import { asResponse } from './verdict-answer';

/** Serves verification from a route handler: on Vercel, where no server.ts stands in front. */
export function servedAt(endpoint: Endpoint): (request: Request) => Promise<Response> {
  return async (request) => {
    const began = performance.now();
    const { pathname, search } = new URL(request.url);
    let code = 'internal';
    try {
      const answer = await answered(endpoints[endpoint], {
        method: request.method,
        url: pathname + search,
        rawHeaders: [...request.headers].flat(),
        address: addressFrom(request.headers),
      });
      code = answer.code;
      return asResponse(answer, request.method === 'HEAD');
    } finally {
      observeVerdict(endpoint, code, performance.now() - began);
      writeCounted();
    }
  };
}
