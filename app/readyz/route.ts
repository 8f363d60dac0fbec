import { database } from '@/db/client';

export const dynamic = 'force-dynamic';

/** Ready when the database answers; it was migrated before the first request. */
export async function GET(): Promise<Response> {
  const headers = { 'Cache-Control': 'no-store' };
  try {
    await database().read('select id from keys limit 0', []);
    return new Response('ready\n', { headers });
  } catch {
    return new Response('the database does not answer\n', { status: 503, headers });
  }
}
