import { signIn } from '@/lib/auth';
import { environment } from '@/lib/env';
import { local } from '@/lib/transport/here';

/** Sends the reader to the provider. A link and not a form: `form-action` follows a form through every redirect. */
export async function GET(request: Request): Promise<Response> {
  if (!environment().OIDC_ISSUER) return new Response(null, { status: 404 });
  const next = local(new URL(request.url).searchParams.get('next'));
  return signIn('oidc', { redirectTo: next });
}
