import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { startApp, type App } from '@/tests/support/app';
import { withSql } from '@/tests/support/postgresql';
import { startServer, type Server } from '@/tests/support/server';
import { expect, signIn, test } from './fixtures';

const list = '/organizations/example/keys';
const owner = { email: 'owner@example.com', password: 'violet tractor honest lamp' };

async function typed(page: Page): Promise<void> {
  await page.goto(`${list}/new`);
  await page.locator('input[name=name]').fill('typed already');
  await page.locator('textarea[name=addresses]').fill('10.0.0.0/8 Office');
}

const send = (page: Page) => page.locator('main button[type=submit]').click();

async function expectKept(page: Page, message: string): Promise<void> {
  await expect(page.locator('main').getByRole('alert')).toContainText(message);
  await expect(page.locator('input[name=name]')).toHaveValue('typed already');
  await expect(page.locator('textarea[name=addresses]')).toHaveValue('10.0.0.0/8 Office');
}

async function signOutElsewhere(page: Page): Promise<void> {
  const other = await page.context().newPage();
  await other.goto('/account');
  await other.locator('header summary').last().click();
  await other.getByRole('button', { name: 'Sign out' }).click();
  await expect(other).toHaveURL(/\/sign-in/);
}

test('who has signed out in another tab is told so at the form, and what was typed is still there', async ({ as, people }) => {
  const page = await as(people.member);
  await typed(page);
  await signOutElsewhere(page);
  await send(page);
  await expectKept(page, 'Please sign in.');
  await expect(page).toHaveURL(`${list}/new`);
});

test('without JavaScript who has signed out in another tab is led to sign-in by a form', async ({ as, people }) => {
  const page = await as(people.member, { javaScriptEnabled: false });
  await typed(page);
  await signOutElsewhere(page);
  await send(page);
  await expect(page).toHaveURL(`/sign-in?next=${encodeURIComponent(`${list}/new`)}`);
});

test('a button of a list, pressed after the sign-out in another tab, leads to sign-in, and from there back', async ({ as, people }) => {
  const page = await as(people.member);
  await page.goto(list);
  await signOutElsewhere(page);
  await page.locator('tbody summary').first().click();
  await page.getByRole('button', { name: 'Disable', exact: true }).locator('visible=true').click();
  await page.locator('input[name=email]').fill(people.member.email);
  await page.locator('input[name=password]').fill(people.member.password);
  await page.locator('input[name=password]').press('Enter');
  await expect(page.getByRole('heading', { name: 'API key list' })).toBeVisible();
});

test.describe('with a database of its own', () => {
  let server: Server;
  let app: App;
  test.beforeEach(async () => {
    server = await startServer({ crashes: true });
    const secret = () => randomBytes(32).toString('base64url');
    app = await startApp({ databaseUrl: server.url, env: { AUTH_SECRET: secret(), KEY_PEPPER: `1:${secret()}`, SETUP_EMAIL: owner.email, SETUP_PASSWORD: owner.password, SETUP_ORGANIZATION: 'Example' } });
  });
  test.afterEach(async () => {
    await app.stop();
    app.clear();
    await server.stop();
  });

  test('a form that is sent while the database is away says so, and keeps what was typed until it is back', async ({ browser }) => {
    const page = await browser.newPage({ baseURL: app.url });
    await signIn(page, owner);
    await typed(page);
    await server.crash();
    await send(page);
    await expectKept(page, 'cannot answer for the moment');
    await server.start();
    await expect(async () => {
      await send(page);
      await expect(page.getByRole('heading', { name: 'typed already is ready' })).toBeVisible({ timeout: 2_000 });
    }).toPass();
  });

  test('a form that is sent then without JavaScript leads to the page that says so, and from there back', async ({ browser }) => {
    const page = await browser.newPage({ baseURL: app.url, javaScriptEnabled: false });
    await signIn(page, owner);
    await typed(page);
    await server.crash();
    await send(page);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('The database does not answer');
    await expect(page.getByRole('link', { name: 'Try again' })).toHaveAttribute('href', `${list}/new`);
  });

  test('after an unexpected error to try again asks anew', async ({ browser }) => {
    const page = await browser.newPage({ baseURL: app.url });
    await signIn(page, owner);
    await withSql(server.url, (sql) => sql`alter table audit_events rename to audit_events_elsewhere`);
    await page.goto('/organizations/example/audit');
    await expect(page.getByRole('heading', { name: 'Something went wrong' })).toBeVisible();
    const again = page.getByRole('button', { name: 'Try again' });
    const [second] = await Promise.all([page.waitForResponse((response) => new URL(response.url()).pathname.endsWith('/audit')), again.click()]);
    expect(second.status()).toBe(200);
    await expect(page.getByRole('heading', { name: 'Something went wrong' })).toBeVisible();
    await withSql(server.url, (sql) => sql`alter table audit_events_elsewhere rename to audit_events`);
    await expect(async () => {
      // The second try may have been late enough to succeed.
      if (await again.isVisible()) await again.click({ timeout: 1_000 });
      await expect(page.getByRole('heading', { name: 'Audit log' })).toBeVisible({ timeout: 3_000 });
    }).toPass();
  });
});
