import { addressFrom } from '@/lib/transport/client-address';
import { writeCounted } from '@/lib/transport/counted';
import { origin } from '@/lib/transport/here';
import { answerMcp } from '@/lib/transport/mcp';

/** The MCP server. */
async function serve(request: Request): Promise<Response> {
  writeCounted();
  return answerMcp(request, addressFrom(request.headers), await origin());
}

export { serve as GET, serve as POST, serve as DELETE, serve as PUT, serve as PATCH, serve as OPTIONS };
