import { after } from 'next/server';
import { flushUses } from '@/lib/core/usage/buffer';
import { addressFrom } from './client-address';
import type { Question } from './http';
import type { Answer } from './verdict-answer';

/** Serves verification from a route handler: on Vercel, where no server.ts stands in front. */
export function servedBy(answer: (question: Question) => Promise<Answer>): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname, search } = new URL(request.url);
    const { status, headers, body } = await answer({
      method: request.method,
      url: pathname + search,
      rawHeaders: [...request.headers].flat(),
      address: addressFrom(request.headers),
    });
    after(flushUses);
    const pairs = headers.flatMap((name, i): [string, string][] => (i % 2 === 0 ? [[name, headers[i + 1]!]] : []));
    return new Response(request.method === 'HEAD' ? null : body, { status, headers: pairs });
  };
}
