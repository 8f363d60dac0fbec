import { alive } from '@/lib/transport/alive';

/** Without server.ts, which answers this before anything is ready. */
export function GET(): Response {
  return new Response(alive.body, { headers: alive.headers });
}
