import type { Page } from '@playwright/test';
import { barriersOn, expect, languages, setUp, test } from './fixtures';

async function expectNoViolations(page: Page, what: string): Promise<void> {
  expect(await barriersOn(page, what)).toEqual([]);
}

for (const [language, locale] of Object.entries(languages)) {
  test(`no barrier on any page or open dialog: ${language}`, async ({ as, people, browser, baseURL }) => {
    test.slow();
    const stranger = await browser.newContext({ baseURL, locale });
    const outside = await stranger.newPage();
    for (const path of ['/sign-in', '/set-up', '/forbidden', '/nowhere']) {
      await outside.goto(path);
      await expectNoViolations(outside, path);
    }
    await stranger.close();

    const page = await as(people.owner, { locale });
    await expect(page.locator('html')).toHaveAttribute('lang', language);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expectNoViolations(page, 'keys');
    await page.locator('a[aria-haspopup=dialog][href$="/keys/new"]').click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectNoViolations(page, 'create dialog');
    await page.locator('input[name=name]').fill(`axe ${language}`);
    await page.getByRole('dialog').locator('button[type=submit]').click();
    await expect(page.getByRole('tablist')).toBeVisible();
    await expectNoViolations(page, 'reveal');
    await page.getByRole('checkbox').check();
    await page.keyboard.press('Escape');
    await page.locator('tbody summary').first().click();
    await expectNoViolations(page, 'menu');
    await page.locator('a[href$="/revoke"]').first().click();
    await expect(page.getByRole('alertdialog')).toBeVisible();
    await expectNoViolations(page, 'delete dialog');
    const keys = '/organizations/example/keys';
    await page.goto(keys);
    const key = await page.locator('tbody th a').first().getAttribute('href');
    const organization = keys.replace(/\/keys$/, '');
    for (const path of [...['', '/edit', '/rotate', '/revoke'].map((end) => `${key}${end}`), ...['/new', '?status=inactive', '?q=nothing-like-it'].map((end) => `${keys}${end}`), ...['/connect', '/api'].map((end) => `${organization}${end}`)]) {
      await page.goto(path);
      await expectNoViolations(page, path.replace(/[0-9a-f-]{36}/, 'id'));
    }
    await page.goto(`${key}/rotate`);
    await page.locator('main form button[type=submit]').last().click();
    await expect(page.getByRole('tablist')).toBeVisible();
    await expectNoViolations(page, 'rotated');
  });
}

test('no barrier on the page that sets Latchkey up', async ({ newApp, browser }) => {
  for (const locale of Object.values(languages)) {
    const context = await browser.newContext({ locale });
    const page = await context.newPage();
    await page.goto(newApp.setUpLink!);
    await expect(page.locator('input[name=password]')).toBeVisible();
    await expectNoViolations(page, `set-up, ${locale}`);
    await context.close();
  }
});

test('at 320 pixels, as wide as at 400 % zoom, nothing needs to be scrolled sideways', async ({ as, people }) => {
  const page = await as(people.owner, { viewport: { width: 320, height: 640 } });
  for (const path of ['/', '/organizations/example/keys/new', '/sign-in']) {
    await page.goto(path);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  }
});

test('names and addresses without a space make no page wider than a phone', async ({ newApp, browser }) => {
  test.slow();
  const long = 'a'.repeat(48);
  const set = await browser.newPage({ baseURL: newApp.url });
  await setUp(set, newApp, { organization: long, name: long, email: `${long}@${long}.example`, password: 'violet tractor honest lamp' });
  await set.waitForURL(/\/keys$/);
  const organization = new URL(set.url()).pathname.replace(/\/keys$/, '');
  const { cookies } = await set.context().storageState();
  for (const locale of Object.values(languages)) {
    const page = await browser.newPage({ baseURL: newApp.url, locale, viewport: { width: 360, height: 740 } });
    await page.context().addCookies(cookies.filter(({ name }) => name === 'latchkey-session'));
    const widths: Record<string, number> = {};
    for (const path of [...['keys', 'keys/new', 'members', 'members/invite', 'audit', 'connect', 'api', 'settings', 'settings/delete', 'settings/leave'].map((end) => `${organization}/${end}`), '/account', '/account/organizations/new']) {
      await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > 360) widths[path.replace(long, 'long')] = width;
    }
    expect(widths, locale).toEqual({});
  }
});

test('and the headings of a table are not broken for it', async ({ as, people }) => {
  const page = await as(people.owner, { viewport: { width: 1024, height: 740 } });
  await page.goto('/organizations/example/members');
  const broken = await page.locator('thead th').evaluateAll((headings) =>
    headings.filter((heading) => {
      const text = document.createRange();
      text.selectNodeContents(heading);
      return text.getClientRects().length > 1;
    }).map(({ textContent }) => textContent),
  );
  expect(broken).toEqual([]);
});

test('what stands in an empty field can be read', async ({ as, people }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await as(people.owner, { colorScheme });
    const search = page.getByRole('searchbox').first();
    const colors = await search.evaluate((field) => {
      const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
      const { color, opacity } = getComputedStyle(field, '::placeholder');
      const paint = (style: string, alpha = 1) => {
        Object.assign(canvas, { fillStyle: style, globalAlpha: alpha });
        canvas.fillRect(0, 0, 1, 1);
        return Array.from(canvas.getImageData(0, 0, 1, 1).data.slice(0, 3));
      };
      return [paint(getComputedStyle(field).backgroundColor), paint(color, Number(opacity))];
    });
    const [ground, text] = colors.map(luminance).toSorted((one, other) => other - one);
    expect((ground! + 0.05) / (text! + 0.05), colorScheme).toBeGreaterThan(4.5);
  }
});

/** As WCAG defines it. */
function luminance(color: number[]): number {
  const [red, green, blue] = color.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
