import type { Page } from '@playwright/test';
import { barriersOn, expect, languages, mailedPath, signIn, test } from './fixtures';

const here = '/organizations/example';
const filtered = `${here}/audit?search=key&action=key.created`;
const pages = [`${here}/members`, `${here}/members/invite`, `${here}/audit`, filtered, `${here}/settings`, `${here}/settings/delete`, `${here}/settings/leave`, '/account', '/account/organizations/new'];
const outside = ['/reset-password', '/reset-password/unknown', '/invitation/unknown', '/unavailable'];

for (const [language, locale] of Object.entries(languages)) {
  test(`no barrier on the pages of people and of the log, and none is wider than 320 pixels: ${language}`, async ({ as, people, browser, baseURL }) => {
    test.slow();
    const found: string[] = [];
    const stranger = await browser.newContext({ baseURL, locale });
    const own = await as(people.owner, { locale });
    await own.goto(`${here}/members`);
    const remove = await own.locator('a[href$="/remove"]').first().getAttribute('href');
    for (const path of [...pages, remove!]) found.push(...(await barriersAt(own, path)));
    const outsider = await stranger.newPage();
    for (const path of outside) found.push(...(await barriersAt(outsider, path)));
    await stranger.close();
    expect(found).toEqual([]);
  });
}

/** What is wrong with a page: wider than a narrow phone, or a barrier that axe finds. */
async function barriersAt(page: Page, path: string): Promise<string[]> {
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(path);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.evaluate(() => document.querySelectorAll('main details').forEach((details) => details.setAttribute('open', '')));
  return [...(width > 320 ? [`${path}: ${width} pixels wide`] : []), ...(await barriersOn(page, path))];
}

test.describe('links that are good', () => {
  let links: { newcomer: string; member: string; reset: string } | undefined;

  test.beforeEach(async ({ browser, mailed: { app, mailbox } }) => {
    if (links) return;
    const page = await (await browser.newContext({ baseURL: app.url })).newPage();
    await signIn(page, app.people[0]!);
    await page.goto('/account/organizations/new');
    await page.locator('input[name=name]').fill('Another organization with a rather long name');
    await page.locator('main button[type=submit]').click();
    await page.waitForURL(/\/organizations\/another/);
    await page.goto(new URL(page.url()).pathname.replace(/keys$/, 'members/invite'));
    await page.locator('textarea[name=emails]').fill(`newcomer@example.com, ${app.people[2]!.email}`);
    await page.locator('main button[type=submit]').click();
    const [newcomer, member] = [await mailedPath(mailbox, 'newcomer@example.com'), await mailedPath(mailbox, app.people[2]!.email)];
    await page.goto('/reset-password');
    await page.locator('input[name=email]').fill(app.people[0]!.email);
    await page.locator('main button[type=submit]').click();
    links = { newcomer, member, reset: await mailedPath(mailbox, app.people[0]!.email) };
    await page.context().close();
  });

  for (const [language, locale] of Object.entries(languages)) {
    test(`no barrier on the pages of an invitation and of a password reset, and none is wider than 320 pixels: ${language}`, async ({ browser, mailed: { app } }) => {
      test.slow();
      const { newcomer, member, reset } = links!;
      const aPage = async () => (await browser.newContext({ baseURL: app.url, locale })).newPage();
      const [stranger, other, invited] = [await aPage(), await aPage(), await aPage()];
      await signIn(other, app.people[1]!);
      await signIn(invited, app.people[2]!);
      const found = [];
      for (const path of [newcomer, member, reset]) found.push(...(await barriersAt(stranger, path)));
      found.push(...(await barriersAt(other, newcomer)), ...(await barriersAt(invited, member)));
      expect(found).toEqual([]);
      await stranger.goto(newcomer);
      await expect(stranger.locator('input[name=name]')).toBeVisible();
      await expect(stranger.locator('html')).toHaveAttribute('lang', language);
      await stranger.goto(reset);
      await expect(stranger.locator('input[name=password]')).toBeVisible();
      for (const page of [stranger, other, invited]) await page.context().close();
    });
  }
});
