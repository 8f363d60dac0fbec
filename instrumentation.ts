/** Next's own start, where server.ts did not come before it, which starts Latchkey itself: on Vercel. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { start, announceSetUp } = await import('./lib/start');
  const { once } = await import('./lib/once');
  const { environment } = await import('./lib/env');
  if (once('served by', () => 'next') === 'server') return;
  await start();
  await announceSetUp(environment().PUBLIC_URL ?? `http://localhost:${environment().PORT}`);
  const { logErrors } = await import('./lib/transport/node-console');
  if (process.env.NODE_ENV === 'production') logErrors();
}
