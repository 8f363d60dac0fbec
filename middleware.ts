import { NextResponse, type NextRequest } from 'next/server';
import { isUnavailable } from '@/db/problems';
import { isGuarded, mayOpen } from '@/lib/core/access';
import { roleOf } from '@/lib/core/members/role';
import { awayHeader, pathHeader, requestIdHeader } from '@/lib/transport/here';
import { sessionFrom } from '@/lib/transport/identify';

// What programs ask for has no pages, no nonce and no session; next.config.ts gives it its headers.
export const config = {
  runtime: 'nodejs',
  matcher: ['/((?!v1/|v1$|mcp$|\\.well-known/|livez$|readyz$|metrics$|_next/static/|icon\\.svg$).*)'],
};

/** A comfort, never the authority: every page and action asks the core again. */
export default async function middleware(request: NextRequest): Promise<NextResponse> {
  const { pathname, search } = request.nextUrl;
  const policy = contentSecurityPolicy(crypto.randomUUID());
  const headers = new Headers(request.headers);
  headers.set('Content-Security-Policy', policy);
  headers.set(pathHeader, pathname + search);
  headers.delete(awayHeader);
  const requestId = crypto.randomUUID();
  headers.set(requestIdHeader, requestId);
  const turned = isSentByScript(request) ? null : await turnedAway(request, headers).catch((error: unknown) => {
    if (isUnavailable(error)) return request.method === 'POST' ? toUnavailable(request) : away(request, headers);
    throw error;
  });
  const response = turned ?? NextResponse.next({ request: { headers } });
  response.headers.set('Content-Security-Policy', policy);
  response.headers.set('X-Request-Id', requestId);
  return response;
}

/** A form that a script sends wants an answer and can show no page: the core refuses it by itself, and what was typed stays. */
const isSentByScript = ({ method, headers }: NextRequest) => method === 'POST' && headers.has('next-action');

/** The signed-out go to sign-in, and who lacks the role for a page is told so. */
async function turnedAway(request: NextRequest, headers: Headers): Promise<NextResponse | null> {
  const { pathname, search } = request.nextUrl;
  const [, root, organization, page] = pathname.split('/');
  if (root === 'unavailable') return away(request, headers, search);
  if (!['', 'organizations', 'account'].includes(root!)) return null;
  const session = await sessionFrom(request.headers);
  if (!session) {
    const next = pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`;
    return NextResponse.redirect(new URL(`/sign-in${next}`, request.url), 303);
  }
  if (root !== 'organizations' || !isGuarded(page)) return null;
  const role = await roleOf(session.user.id, decodeURIComponent(organization!));
  if (mayOpen(page, role)) return null;
  return NextResponse.rewrite(new URL('/forbidden', request.url), { request: { headers }, status: 403 });
}

/** While the database is away every page is the one that says so. */
function away(request: NextRequest, headers: Headers, search = ''): NextResponse {
  headers.set(awayHeader, 'true');
  return NextResponse.rewrite(new URL(`/unavailable${search}`, request.url), { request: { headers }, status: 503, headers: { 'Retry-After': '5' } });
}

/** A form that was sent without a script: the page that takes it is another than the one that says so. */
function toUnavailable(request: NextRequest): NextResponse {
  const { pathname, search } = request.nextUrl;
  return NextResponse.redirect(new URL(`/unavailable?next=${encodeURIComponent(pathname + search)}`, request.url), 303);
}

function contentSecurityPolicy(nonce: string): string {
  const development = process.env.NODE_ENV === 'development';
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
