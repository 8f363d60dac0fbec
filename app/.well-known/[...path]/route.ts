/** There is nothing well-known here: a client that finds OAuth ignores the key that it was given. */
function nothing(): Response {
  return new Response('not found\n', { status: 404, headers: { 'Cache-Control': 'no-store', 'X-Request-Id': crypto.randomUUID() } });
}

export { nothing as GET, nothing as POST, nothing as PUT, nothing as PATCH, nothing as DELETE, nothing as OPTIONS };
