import { getKey } from '@/lib/core/keys/get';
import { isRefusal, refusals } from '@/lib/core/refusal';
import { currentCaller } from '@/lib/transport/identify';

type Context = { params: Promise<{ organization: string; key: string }> };

/** When and from where a key was last used: what the page of a new key waits for. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { organization, key } = await params;
  const headers = { 'Cache-Control': 'no-store' };
  try {
    const { lastUsed } = await getKey(await currentCaller(), { organization: decodeURIComponent(organization), key });
    return Response.json({ use: lastUsed }, { headers });
  } catch (error) {
    if (isRefusal(error)) return Response.json({ use: null }, { headers, status: refusals[error.reason].status });
    throw error;
  }
}
