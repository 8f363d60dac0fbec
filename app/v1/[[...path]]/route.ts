import { addressFrom } from '@/lib/transport/client-address';
import { writeCounted } from '@/lib/transport/counted';
import { origin } from '@/lib/transport/here';
import { answerRest } from '@/lib/transport/rest';

/** The REST API: what is at a path is declared beside the operations. */
async function serve(request: Request): Promise<Response> {
  const answer = await answerRest(request, addressFrom(request.headers), await origin());
  writeCounted();
  return request.method === 'HEAD' ? new Response(null, answer) : answer;
}

export { serve as GET, serve as HEAD, serve as POST, serve as PUT, serve as PATCH, serve as DELETE, serve as OPTIONS };
