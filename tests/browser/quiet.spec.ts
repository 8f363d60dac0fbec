import type { Page } from '@playwright/test';
import { expect, languages, test } from './fixtures';

const ofOrganization = ['keys', 'keys?status=inactive', 'keys/new', 'audit', 'connect', 'api', 'members', 'members/invite', 'settings', 'settings/leave', 'settings/delete', 'handover'];
const besides = ['/account', '/account/organizations/new', '/nowhere'];
const ofKey = ['', '/edit', '/rotate', '/revoke'];

/** What the browser complained of, such as a page that its script draws otherwise than the server did. */
function complaints(page: Page): string[] {
  const said: string[] = [];
  page.on('pageerror', (error) => said.push(`${new URL(page.url()).pathname}: ${error.message}`));
  page.on('console', (message) => {
    const refusedPage = message.location().url === page.url() && message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !refusedPage) said.push(`${new URL(page.url()).pathname}: ${message.text()}`);
  });
  return said;
}

for (const [language, locale] of Object.entries(languages)) {
  for (const role of ['owner', 'member'] as const) {
    test(`no page troubles the browser: ${language}, ${role}`, async ({ as, people }) => {
      test.slow();
      const page = await as(people[role], { locale, timezoneId: 'Asia/Seoul' });
      const said = complaints(page);
      const organization = '/organizations/example';
      await page.goto(`${organization}/keys`);
      const key = await page.locator('tbody th a').first().getAttribute('href');
      expect(key).toContain(`${organization}/keys/`);
      for (const path of [...ofOrganization.map((end) => `${organization}/${end}`), ...ofKey.map((end) => `${key}${end}`), ...besides]) {
        await page.goto(path);
        await page.waitForLoadState('networkidle');
        await expect(page.locator('html')).toHaveAttribute('lang', language);
      }
      expect(said).toEqual([]);
    });
  }
}
