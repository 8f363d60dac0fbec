import { expect, test } from './fixtures';

/** What travels, headers included, with nothing in the browser's store. */
test('the script that the keys page sends stays under 150 kB compressed', async ({ as, people }) => {
  const page = await as(people.owner);
  await page.waitForURL(/\/keys$/);
  const path = new URL(page.url()).pathname;
  const session = await page.context().newCDPSession(page);
  const scripts = new Map<string, string>();
  const sizes = new Map<string, number>();
  session.on('Network.responseReceived', ({ requestId, response }) => {
    if (new URL(response.url).pathname.endsWith('.js')) scripts.set(requestId, response.url);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => sizes.set(requestId, encodedDataLength));
  await session.send('Network.enable');
  await session.send('Network.clearBrowserCache');
  await page.goto(path);
  await page.waitForLoadState('networkidle');
  // A script that was sent ahead is asked for a second time, and then costs nothing.
  const weights = [...scripts].map(([id, url]) => ({ url, bytes: sizes.get(id) ?? 0 })).filter(({ bytes }) => bytes > 0);
  expect(weights.length).toBeGreaterThan(3);
  expect(weights.reduce((sum, { bytes }) => sum + bytes, 0), JSON.stringify(weights, null, 1)).toBeLessThan(150_000);
});
