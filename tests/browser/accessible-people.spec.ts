import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { startApp, type App } from '@/tests/support/app';
import { freePort } from '@/tests/support/gateways';
import { aMailServer, mailSettings, type Mailbox } from '@/tests/support/mail';
import { expect, signIn, test } from './fixtures';

const languages = { en: 'en-US', ko: 'ko-KR', ja: 'ja-JP' } as const;
const here = '/organizations/example';
const filtered = `${here}/audit?search=key&action=key.created`;
const pages = [`${here}/members`, `${here}/members/invite`, `${here}/audit`, filtered, `${here}/settings`, `${here}/settings/delete`, `${here}/settings/leave`, '/account', '/account/organizations/new'];
const outside = ['/reset-password', '/reset-password/unknown', '/invitation/unknown'];

for (const [language, locale] of Object.entries(languages)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`no barrier on the pages of people and of the log, and none is wider than 320 pixels: ${language}, ${colorScheme}`, async ({ as, people, browser, baseURL }) => {
      test.slow();
      const found: string[] = [];
      const stranger = await browser.newContext({ baseURL, locale, colorScheme });
      const own = await as(people.owner, { locale, colorScheme });
      await own.goto(`${here}/members`);
      const remove = await own.locator('a[href$="/remove"]').first().getAttribute('href');
      for (const path of [...pages, remove!]) found.push(...(await barriersAt(own, path)));
      const outsider = await stranger.newPage();
      for (const path of outside) found.push(...(await barriersAt(outsider, path)));
      await stranger.close();
      expect(found).toEqual([]);
    });
  }
}

/** What is wrong with a page: wider than a narrow phone, or a barrier that axe finds. */
async function barriersAt(page: Page, path: string): Promise<string[]> {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.evaluate(() => document.querySelectorAll('main details').forEach((details) => details.setAttribute('open', '')));
  const { violations } = await new AxeBuilder({ page }).analyze();
  return [...(width > 320 ? [`${path}: ${width} pixels wide`] : []), ...violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes.map((node) => node.html).join(' ')}`)];
}

test.describe('links that are good', () => {
  let mailbox: Mailbox;
  let app: App;
  let links: { newcomer: string; member: string; reset: string };

  test.beforeAll(async ({ browser }) => {
    mailbox = await aMailServer();
    const port = await freePort();
    app = await startApp({ demo: true, env: { ...mailSettings(mailbox), PORT: String(port), PUBLIC_URL: `http://localhost:${port}` } });
    const page = await (await browser.newContext({ baseURL: app.url })).newPage();
    await signIn(page, app.people[0]!);
    await page.goto('/account/organizations/new');
    await page.locator('input[name=name]').fill('Another organization with a rather long name');
    await page.locator('main button[type=submit]').click();
    await page.waitForURL(/\/organizations\/another/);
    await page.goto(new URL(page.url()).pathname.replace(/keys$/, 'members/invite'));
    await page.locator('textarea[name=emails]').fill(`newcomer@example.com, ${app.people[2]!.email}`);
    await page.locator('main button[type=submit]').click();
    const linkTo = async (email: string) => {
      await expect.poll(() => mailbox.mails.find(({ to }) => to.includes(email))).toBeDefined();
      return new URL(mailbox.mails.find(({ to }) => to.includes(email))!.link).pathname;
    };
    const [newcomer, member] = [await linkTo('newcomer@example.com'), await linkTo(app.people[2]!.email)];
    await page.goto('/reset-password');
    await page.locator('input[name=email]').fill(app.people[3]!.email);
    await page.locator('main button[type=submit]').click();
    links = { newcomer, member, reset: await linkTo(app.people[3]!.email) };
    await page.context().close();
  });

  test.afterAll(async () => {
    await app.stop();
    app.clear();
    await mailbox.close();
  });

  for (const [language, locale] of Object.entries(languages)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`no barrier on the pages of an invitation and of a password reset, and none is wider than 320 pixels: ${language}, ${colorScheme}`, async ({ browser }) => {
        test.slow();
        const aPage = async () => (await browser.newContext({ baseURL: app.url, locale, colorScheme })).newPage();
        const [stranger, other, invited] = [await aPage(), await aPage(), await aPage()];
        await signIn(other, app.people[1]!);
        await signIn(invited, app.people[2]!);
        const found = [await barriersAt(stranger, links.newcomer), await barriersAt(stranger, links.member), await barriersAt(stranger, links.reset), await barriersAt(other, links.newcomer), await barriersAt(invited, links.member)];
        expect(found.flat()).toEqual([]);
        await stranger.goto(links.newcomer);
        await expect(stranger.locator('input[name=name]')).toBeVisible();
        await expect(stranger.locator('html')).toHaveAttribute('lang', language);
        await stranger.goto(links.reset);
        await expect(stranger.locator('input[name=password]')).toBeVisible();
        for (const page of [stranger, other, invited]) await page.context().close();
      });
    }
  }
});
