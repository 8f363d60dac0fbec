import { addressFrom } from './client-address';
import { writeCounted } from './counted';
import { answered, type Answering } from './http';

/** Serves verification from a route handler: on Vercel, where no server.ts stands in front. */
export function servedBy(answering: Answering): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const { status, headers, body } = await answered(answering, {
      method: request.method,
      url: pathname + search,
      rawHeaders: [...request.headers].flat(),
      address: addressFrom(request.headers),
    });
    writeCounted();
    const pairs = headers.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, headers[i + 1]!]] : []));
    return new Response(request.method === 'HEAD' ? null : body, { status, headers: pairs });
  };
}
