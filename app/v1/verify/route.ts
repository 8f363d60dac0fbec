import { after } from 'next/server';
import { flushRefused } from '@/lib/core/refused/buffer';
import { flushUses } from '@/lib/core/usage/buffer';
import { addressFrom } from '@/lib/transport/client-address';
import { answerVerify } from '@/lib/transport/http';

async function serve(request: Request): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const { status, headers, body } = await answerVerify({
    method: request.method,
    url: pathname + search,
    rawHeaders: [...request.headers].flat(),
    address: addressFrom(request.headers),
  });
  after(flushUses);
  after(flushRefused);
  return new Response(request.method === 'HEAD' ? null : body, { status, headers });
}

export { serve as GET, serve as HEAD, serve as POST, serve as PUT, serve as PATCH, serve as DELETE };
