import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures';

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
      for (const [page, paths] of [[own, [...pages, remove!]], [await stranger.newPage(), outside]] as const) {
        for (const path of paths) {
          await page.setViewportSize({ width: 320, height: 640 });
          await page.goto(path);
          await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          if (width > 320) found.push(`${path}: ${width} pixels wide`);
          await page.setViewportSize({ width: 1280, height: 800 });
          await page.evaluate(() => document.querySelectorAll('main details').forEach((details) => details.setAttribute('open', '')));
          const { violations } = await new AxeBuilder({ page }).analyze();
          found.push(...violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes.map((node) => node.html).join(' ')}`));
        }
      }
      await stranger.close();
      expect(found).toEqual([]);
    });
  }
}
