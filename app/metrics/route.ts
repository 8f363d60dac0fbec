import { hash, timingSafeEqual } from 'node:crypto';
import { metrics } from '@/lib/core/metrics';
import { environment } from '@/lib/env';
import { isLocal } from '@/lib/transport/client-address';

export const dynamic = 'force-dynamic';

/** Prometheus' text format, for who has METRICS_TOKEN; where none is set, for this machine. */
export async function GET(request: Request): Promise<Response> {
  const headers = { 'Cache-Control': 'no-store' };
  if (!mayRead(request)) return new Response('not allowed\n', { status: 401, headers: { ...headers, 'WWW-Authenticate': 'Bearer realm="metrics"' } });
  const { registry } = metrics();
  return new Response(await registry.metrics(), { headers: { ...headers, 'Content-Type': registry.contentType } });
}

function mayRead(request: Request): boolean {
  const { METRICS_TOKEN } = environment();
  if (METRICS_TOKEN === undefined) return isLocal(request.headers);
  const [scheme, given = ''] = (request.headers.get('authorization') ?? '').split(' ');
  return scheme!.toLowerCase() === 'bearer' && timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', METRICS_TOKEN, 'buffer'));
}
