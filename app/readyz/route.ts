import { readiness } from '@/lib/transport/ready';

export const dynamic = 'force-dynamic';

/** Whether to send requests here; on Vercel, where no server.ts stands in front. */
export async function GET(): Promise<Response> {
  const { status, body, headers } = await readiness();
  return new Response(body, { status, headers });
}
