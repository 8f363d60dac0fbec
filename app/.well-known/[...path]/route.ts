/** There is nothing well-known here: a client that finds OAuth ignores the key that it was given. */
export function GET(): Response {
  return new Response('not found\n', { status: 404, headers: { 'Cache-Control': 'no-store' } });
}
