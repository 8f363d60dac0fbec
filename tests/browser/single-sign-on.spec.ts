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
  await asFarAsBack(page, name);
  await page.waitForURL(`${app.url}/**`);
}

/** As far as the provider's last page, whose answer leads back. */
async function asFarAsBack(page: Page, name: string): Promise<void> {
  // The provider's own pages ask the internet for a font.
  await page.route('https://fonts.googleapis.com/**', (route) => route.abort());
  await page.goto(`${app.url}/sign-in`);
  await page.getByRole('link', { name: 'Continue with single sign-on' }).click();
  await page.locator('input[name=login]').fill(name);
  await page.locator('input[name=password]').fill('whatever');
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: /continue/i }).click();
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

test('an ID token for another sign-in, client or person, of another issuer or of yesterday begins no session; the same person’s true one does', async ({ browser }) => {
  test.slow();
  const owner = await aPage(browser);
  await signIn(owner, app.people[0]!);
  await invite(owner, 'lied-about@example.com');
  provider.people.liar = { email: 'lied-about@example.com', email_verified: true, name: 'Lied About' };
  const lies: ((claims: Record<string, unknown>) => Record<string, unknown>)[] = [
    (claims) => ({ ...claims, nonce: 'of another sign-in' }),
    (claims) => ({ ...claims, nonce: undefined }),
    (claims) => ({ ...claims, iss: 'https://evil.example.com' }),
    (claims) => ({ ...claims, aud: 'another-client' }),
    (claims) => ({ ...claims, sub: 'somebody-else' }),
    (claims) => ({ ...claims, exp: Math.floor(Date.now() / 1_000) - 86_400 }),
  ];
  for (const lie of lies) {
    provider.lie(lie);
    const page = await aPage(browser);
    await through(page, 'liar');
    await page.goto('/account');
    await expect(page).toHaveURL(/\/sign-in/);
    await page.context().close();
  }
  provider.lie((claims) => claims);
  const page = await aPage(browser);
  await through(page, 'liar');
  await expect(page).toHaveURL(/\/organizations\/example\/keys/);
});

test('a callback that was meant for another browser begins no session there', async ({ browser }) => {
  provider.people.attacker = { email: 'attacker@example.com', email_verified: true, name: 'Attacker' };
  const [attacker, victim] = [await aPage(browser), await aPage(browser)];
  const caught = attacker.waitForRequest(/\/api\/auth\/callback\/oidc\?.*code=/);
  await attacker.route('**/api/auth/callback/oidc?**', (route) => route.abort());
  await asFarAsBack(attacker, 'attacker');
  await victim.goto((await caught).url());
  await victim.goto('/account');
  await expect(victim).toHaveURL(/\/sign-in/);
});
