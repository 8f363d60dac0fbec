import { after } from 'next/server';
import { flushUses } from '@/lib/core/usage/buffer';
import { addressFrom } from '@/lib/transport/client-address';
import { origin } from '@/lib/transport/here';
import { answerMcp } from '@/lib/transport/mcp';

/** The MCP server. */
async function serve(request: Request): Promise<Response> {
  after(flushUses);
  return answerMcp(request, addressFrom(request.headers), await origin());
}

export { serve as GET, serve as POST, serve as DELETE, serve as PUT, serve as PATCH, serve as OPTIONS };
