import { expect, setUp, signIn, test } from './fixtures';

test.use({ javaScriptEnabled: false });

const owner = { organization: 'Acme', name: 'Olivia', email: 'olivia@example.com', password: 'violet tractor honest lamp' };

test('without JavaScript: set-up, a key shown once on a page that is not stored, and deleted', async ({ newApp, browser }) => {
  const context = await browser.newContext({ baseURL: newApp.url, javaScriptEnabled: false });
  const page = await context.newPage();
  await setUp(page, newApp, owner);
  await page.getByRole('link', { name: 'Create API key' }).click();
  await page.getByLabel('Key name').fill('plain');
  const [answer] = await Promise.all([page.waitForResponse((response) => response.request().method() === 'POST'), page.getByRole('button', { name: 'Create API key' }).click()]);
  expect(answer.headers()['cache-control']).toContain('no-store');
  await expect(page.getByRole('heading', { name: 'plain is ready' })).toBeVisible();
  const shown = (await page.locator('dd').first().textContent())!;
  expect((await page.request.get('/v1/verify', { headers: { 'x-api-key': shown } })).status()).toBe(200);
  const values = await page.locator('input').evaluateAll((inputs) => inputs.map((input) => input.outerHTML));
  expect(values.join('\n')).not.toContain(shown.split('_')[2]!);

  await page.getByRole('link', { name: 'Back to the API keys' }).click();
  await page.locator('summary[aria-label="More for plain"]').first().click();
  await page.getByRole('link', { name: 'Delete plain' }).click();
  await expect(page.getByRole('heading', { name: 'Delete API key' })).toBeVisible();
  // The use is written a second or two after the answer; only then is the name asked for.
  await expect(async () => {
    await page.reload();
    await expect(page.getByLabel('Type its name to go on')).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.getByLabel('Type its name to go on').fill('plain');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('API key deleted')).toBeVisible();
  expect((await page.request.get('/v1/verify', { headers: { 'x-api-key': shown } })).status()).toBe(401);
  await context.close();
});

test('without JavaScript: a form sent twice makes one key, and the second answer says so', async ({ as, people }) => {
  const page = await as(people.member, { javaScriptEnabled: false });
  await page.getByRole('link', { name: 'Create API key' }).click();
  await page.getByLabel('Key name').fill('once only');
  await page.getByRole('button', { name: 'Create API key' }).click();
  await expect(page.getByRole('heading', { name: 'once only is ready' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('alert').first()).toContainText('its key was created then');
  await page.goto('/');
  await expect(page.getByRole('row', { name: /once only/ })).toHaveCount(1);
});

test('without JavaScript: language and theme change, and one signs out', async ({ browser, baseURL, people }) => {
  const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const page = await context.newPage();
  await signIn(page, people.colleague);
  await page.locator('summary', { hasText: 'English' }).click();
  await page.getByRole('button', { name: '한국어' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('API 키 관리');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
  await page.locator('summary', { hasText: '테마' }).click();
  await page.getByRole('button', { name: '어둡게' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.locator('summary', { hasText: 'Ada Park' }).click();
  await page.getByRole('button', { name: '로그아웃' }).click();
  await expect(page).toHaveURL(/sign-in/);
  await context.close();
});

test('without JavaScript: an admin revokes a member’s key, and is back at the list as it was', async ({ as, people }) => {
  const member = await as(people.member, { javaScriptEnabled: false });
  await member.getByRole('link', { name: 'Create API key' }).click();
  await member.getByLabel('Key name').fill('taken away');
  await member.getByRole('button', { name: 'Create API key' }).click();
  const admin = await as(people.admin, { javaScriptEnabled: false });
  await admin.goto('/organizations/example/keys?org_q=taken&org_sort=name');
  await admin.locator('summary[aria-label="More for taken away"]').click();
  await admin.getByRole('link', { name: 'Revoke taken away' }).click();
  await expect(admin.getByRole('link', { name: 'Cancel' })).toHaveAttribute('href', '/organizations/example/keys?org_q=taken&org_sort=name');
  await admin.getByRole('button', { name: 'Revoke', exact: true }).click();
  await expect(admin.getByText('API key revoked')).toBeVisible();
  await expect(admin).toHaveURL(/org_q=taken&org_sort=name/);
});

test('[S17] without JavaScript: a new password keeps one signed in, with another cookie', async ({ newApp, browser }) => {
  const aPage = async () => (await browser.newContext({ baseURL: newApp.url, javaScriptEnabled: false })).newPage();
  const [page, stolen] = [await aPage(), await aPage()];
  await setUp(page, newApp, owner);
  await stolen.context().addCookies(await page.context().cookies());
  await page.goto('/account');
  await page.getByLabel('Current password').fill(owner.password);
  await page.getByLabel('New password').fill('seven unrelated green words');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Password changed.')).toBeVisible();
  await page.goto('/account');
  await expect(page.getByRole('heading', { name: 'Account', exact: true })).toBeVisible();
  await stolen.goto('/account');
  await expect(stolen).toHaveURL(/\/sign-in/);
});
