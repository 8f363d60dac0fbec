import { previewEffect } from '@/lib/core/keys/effect';
import { isRefusal, refusals } from '@/lib/core/refusal';
import { currentCaller } from '@/lib/transport/identify';

type Context = { params: Promise<{ organization: string; key: string }> };

/** What ending a key would hit: for the dialog that asks whether to. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { organization, key } = await params;
  const headers = { 'Cache-Control': 'no-store' };
  try {
    return Response.json(await previewEffect(await currentCaller(), { organization: decodeURIComponent(organization), key }), { headers });
  } catch (error) {
    if (isRefusal(error)) return Response.json(null, { headers, status: refusals[error.reason].status });
    throw error;
  }
}
