import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Browser, type Page } from '@playwright/test';
import { startApp, type App, type DemoPerson } from '@/tests/support/app';
import { freePort } from '@/tests/support/free-port';
import { aMailServer, mailSettings, type Mailbox } from '@/tests/support/mail';

type People = { owner: DemoPerson; admin: DemoPerson; member: DemoPerson; colleague: DemoPerson };

type OfWorker = {
  /** The app with an example organization, one for all tests of a worker: leave its people as they are. */
  app: App;
  people: People;
  /** Another, which sends mail to a real server. */
  mailed: { app: App; mailbox: Mailbox };
};

type OfTest = {
  /** An app that nobody has set up. */
  newApp: App;
  /** A page of somebody's own, signed in; everyone has a browser context of their own. */
  as: (person: DemoPerson, options?: Parameters<Browser['newContext']>[0]) => Promise<Page>;
};

export const test = base.extend<OfTest, OfWorker>({
  app: [
    async ({}, use) => {
      const app = await startApp({ demo: true });
      await use(app);
      await app.stop();
      app.clear();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  people: [
    async ({ app }, use) => {
      const [owner, admin, member, colleague] = app.people;
      await use({ owner: owner!, admin: admin!, member: member!, colleague: colleague! });
    },
    { scope: 'worker' },
  ],
  mailed: [
    async ({}, use) => {
      const [mailbox, port] = [await aMailServer(), await freePort()];
      const app = await startApp({ demo: true, env: { ...mailSettings(mailbox), PORT: String(port), PUBLIC_URL: `http://localhost:${port}` } });
      await use({ app, mailbox });
      await app.stop();
      app.clear();
      await mailbox.close();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  newApp: [
    async ({}, use) => {
      const app = await startApp();
      await use(app);
      await app.stop();
      app.clear();
    },
    { timeout: 60_000 },
  ],
  baseURL: async ({ app }, use) => use(app.url),
  as: async ({ browser, baseURL }, use) => {
    const contexts: Awaited<ReturnType<Browser['newContext']>>[] = [];
    await use(async (person, options) => {
      const context = await browser.newContext({ baseURL, ...options });
      contexts.push(context);
      const page = await context.newPage();
      await signIn(page, person);
      return page;
    });
    await Promise.all(contexts.map((context) => context.close()));
  },
});

/** The path that the newest mail to the address leads to. */
export async function mailedPath(mailbox: Mailbox, email: string): Promise<string> {
  const newest = () => mailbox.mails.findLast(({ to }) => to.includes(email));
  await expect.poll(newest).toBeDefined();
  return new URL(newest()!.link).pathname;
}

/** Fills in the sign-in page, and waits until it has been left. */
export async function signIn(page: Page, { email, password }: Pick<DemoPerson, 'email' | 'password'>): Promise<void> {
  await page.goto('/sign-in');
  await page.locator('input[name=email]').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.locator('input[name=password]').press('Enter');
  await expect(page).not.toHaveURL(/\/sign-in/);
}

/** Follows the link that the app printed, and makes the first owner. */
export async function setUp(page: Page, app: App, owner: { organization: string; name: string; email: string; password: string }): Promise<void> {
  await page.goto(app.setUpLink!);
  for (const [name, value] of Object.entries(owner)) await page.locator(`input[name=${name}]`).fill(value);
  await page.locator('input[name=password]').press('Enter');
  await expect(page).not.toHaveURL(/\/set-up/);
}

export { expect };

/** Languages and the locales of browsers that are set to them. */
export const languages = { en: 'en-US', ko: 'ko-KR', ja: 'ja-JP' } as const;

/**
 * The barriers that axe finds on the page as it stands: all in the light theme, and those of color in the dark one, which changes nothing else.
 * Without motion, so that no color is seen half-way to another.
 */
export async function barriersOn(page: Page, what: string): Promise<string[]> {
  return [...(await inTheme('light', axeOn(page))), ...(await inTheme('dark', axeOn(page).withRules(['color-contrast', 'link-in-text-block'])))];

  async function inTheme(colorScheme: 'light' | 'dark', axe: AxeBuilder): Promise<string[]> {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await axe.analyze();
    return violations.map(({ id, nodes }) => `${what}, ${colorScheme}: ${id}: ${nodes.map((node) => node.html).join(' ')}`);
  }
}

/** Without what it does for frames of other sites and for rules that are kept, which finds nothing more here and takes most of the time. */
const axeOn = (page: Page): AxeBuilder => new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
