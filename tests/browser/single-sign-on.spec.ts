import type { Browser, Page } from '@playwright/test';
import { startApp, type App } from '@/tests/support/app';
import { aProvider, type TestProvider } from '@/tests/support/provider';
import { expect, signIn, test } from './fixtures';

let provider: TestProvider;
let app: App;

test.beforeAll(async () => {
  test.setTimeout(60_000);
  provider = await aProvider();
  app = await startApp({ demo: true, env: provider.settings });
  provider.allow(app.url);
});

test.afterAll(async () => {
  await app.stop();
  app.clear();
  await provider.close();
});

/** Signs in at the provider, from Latchkey's sign-in page and back. */
async function through(page: Page, name: string): Promise<void> {
  // The provider's own pages ask the internet for a font.
  await page.route('https://fonts.googleapis.com/**', (route) => route.abort());
  await page.goto(`${app.url}/sign-in`);
  await page.getByRole('link', { name: 'Continue with single sign-on' }).click();
  await page.locator('input[name=login]').fill(name);
  await page.locator('input[name=password]').fill('whatever');
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: /continue/i }).click();
  await page.waitForURL(`${app.url}/**`);
}

async function invite(page: Page, email: string): Promise<void> {
  await page.goto(`${app.url}/organizations/example/members/invite`);
  await page.locator('textarea[name=emails]').fill(email);
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await expect(page.getByText(`Link for ${email}`)).toBeVisible();
}

const aPage = async (browser: Browser) => (await browser.newContext({ baseURL: app.url })).newPage();

test('the invited come in through the provider, and find their account again', async ({ browser }) => {
  const owner = await aPage(browser);
  await signIn(owner, app.people[0]!);
  await invite(owner, 'sso@example.com');
  provider.people.invited = { email: 'sso@example.com', email_verified: true, name: 'Single Signer' };
  for (let visit = 0; visit < 2; visit++) {
    const page = await aPage(browser);
    await through(page, 'invited');
    await expect(page).toHaveURL(/\/organizations\/example\/keys/);
    await expect(page.getByText('Single Signer')).toBeVisible();
  }
  await owner.goto('/organizations/example/members');
  await expect(owner.getByRole('row', { name: /sso@example\.com/ }).first()).toContainText('Member');
});

test('whoever is not invited is turned away, and told so', async ({ browser }) => {
  provider.people.stranger = { email: 'stranger@example.com', email_verified: true, name: 'Stranger' };
  const page = await aPage(browser);
  await through(page, 'stranger');
  await expect(page.getByText('You have no invitation yet.')).toBeVisible();
  await page.goto('/account');
  await expect(page).toHaveURL(/\/sign-in/);
});

test('hostile claims open nobody’s account', async ({ browser }) => {
  const { email } = app.people[0]!;
  const hostile = { unverified: { email, email_verified: false }, claimed: { email, email_verified: true }, text: { email, email_verified: 'true' }, nameless: { email_verified: true }, several: { email: [email], email_verified: true } };
  for (const [name, claims] of Object.entries(hostile)) {
    provider.people[name] = claims;
    const page = await aPage(browser);
    await through(page, name);
    await expect(page).toHaveURL(/\/sign-in\?problem=/);
    await page.goto('/account');
    await expect(page).toHaveURL(/\/sign-in/);
  }
});

test('a callback that nobody asked for begins no session', async ({ browser }) => {
  const page = await aPage(browser);
  await page.goto('/api/auth/callback/oidc?code=abc&state=def');
  await page.goto('/account');
  await expect(page).toHaveURL(/\/sign-in/);
});
