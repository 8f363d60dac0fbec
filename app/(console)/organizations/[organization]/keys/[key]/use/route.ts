import { getKey } from '@/lib/core/keys/get';
import { getOldSecret } from '@/lib/core/keys/old-secret';
import { isRefusal, refusals } from '@/lib/core/refusal';
import { currentCaller } from '@/lib/transport/identify';

type Context = { params: Promise<{ organization: string; key: string }> };

/** When and from where a key was last used, or its new secret after a rotation (`since`): what the page of a secret waits for. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { organization, key } = await params;
  const headers = { 'Cache-Control': 'no-store' };
  try {
    const caller = await currentCaller();
    const of = { organization: decodeURIComponent(organization), key };
    const { lastUsed } = await getKey(caller, of);
    const since = Number(new URL(request.url).searchParams.get('since'));
    const waits = since > 0 && ((lastUsed?.at.getTime() ?? 0) < since || (await getOldSecret(caller, of))?.firstUseOfNew === null);
    return Response.json({ use: waits ? null : lastUsed }, { headers });
  } catch (error) {
    if (isRefusal(error)) return Response.json({ use: null }, { headers, status: refusals[error.reason].status });
    throw error;
  }
}
