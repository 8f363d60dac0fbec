import { startApp } from '@/tests/support/app';
import { expect, setUp, signIn, test } from './fixtures';

const owner = { organization: 'Acme', name: 'Olivia', email: 'olivia@example.com', password: 'kX9#vQ2$mZ7!pLw' };

test('the printed link sets Latchkey up once; the owner comes back through sign-in', async ({ newApp, page, browser }) => {
  await setUp(page, newApp, owner);
  await page.goto(newApp.setUpLink!);
  await expect(page.locator('input[name=password]')).toHaveCount(0);

  const context = await browser.newContext({ baseURL: newApp.url });
  const again = await context.newPage();
  await signIn(again, owner);
  await expect(again).toHaveURL(/\/organizations\/acme/);
  await context.close();

  expect(newApp.output()).not.toContain(owner.password);
});

for (const javaScriptEnabled of [true, false]) {
  test(`an organization may have a name of any script, ${javaScriptEnabled ? 'with' : 'without'} JavaScript`, async ({ newApp, browser }) => {
    const context = await browser.newContext({ baseURL: newApp.url, javaScriptEnabled });
    const page = await context.newPage();
    await setUp(page, newApp, { ...owner, organization: '株式会社例 한국 지사' });
    await expect(page.locator('nav [aria-current=page]')).toHaveCount(1);
    await page.goto('/');
    await expect(page).toHaveURL(/\/organizations\/[^/]+\/keys$/);
    expect((await page.goto('/sign-in?next=/organizations/株式会社/keys'))!.status()).toBe(404);
    await expect(page.locator('h1')).toHaveText('Page not found');
    await context.close();
  });
}

test('everybody of the example organization signs in, and their keys are good', async ({ app, people, as }) => {
  for (const person of Object.values(people)) {
    const page = await as(person);
    await expect(page).toHaveURL(/\/organizations\/[^/]+\/keys/);
    const answer = await page.request.get('/v1/verify', { headers: { 'x-api-key': person.key } });
    expect(await answer.json()).toMatchObject({ code: 'valid', user: { email: person.email, role: person.role } });
  }
  expect(app.people.map(({ role }) => role)).toEqual(['owner', 'admin', 'member', 'member']);
});

test('[S25] stopped and started again on its folder it has everything: no link any more, and who was signed in still is', async ({ newApp, page }) => {
  await setUp(page, newApp, owner);
  expect(await newApp.stop()).toBe(0);
  const again = await startApp({ dataDir: newApp.dataDir });
  expect(again.setUpLink).toBeNull();
  await page.goto(again.url);
  await expect(page).toHaveURL(/\/organizations\/acme/);
  await again.stop();
});
