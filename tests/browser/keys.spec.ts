import type { Page } from '@playwright/test';
import { expect, setUp, test } from './fixtures';

const owner = { organization: 'Acme', name: 'Olivia', email: 'olivia@example.com', password: 'violet tractor honest lamp' };

async function createKey(page: Page, name: string): Promise<string> {
  await page.getByRole('link', { name: 'Create API key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Key name').fill(name);
  await dialog.getByRole('button', { name: 'Create API key' }).click();
  await expect(dialog.getByRole('heading', { name: `${name} is ready` })).toBeVisible();
  await dialog.getByRole('button', { name: 'Show: API key' }).click();
  return (await dialog.locator('code').first().textContent())!;
}

async function finish(page: Page): Promise<void> {
  await page.getByLabel('I have stored the key safely').check();
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
}

/** Chooses the last item of a key's menu: to delete it, or to revoke it. */
async function choose(page: Page, way: 'Delete' | 'Revoke', name: string): Promise<void> {
  await page.locator(`summary[aria-label="More for ${name}"]`).last().click();
  await page.getByRole('link', { name: `${way} ${name}` }).click();
}

const verdict = async (page: Page, headers: Record<string, string>) => (await page.request.get('/v1/verify', { headers })).status();
const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

test('the first key: made on an empty page, good in all three ways, and dead as soon as it is deleted', async ({ newApp, browser }) => {
  const context = await browser.newContext({ baseURL: newApp.url });
  const page = await context.newPage();
  await setUp(page, newApp, owner);
  await expect(page.getByRole('heading', { name: 'Create your first API key' })).toBeVisible();
  const key = await createKey(page, 'nightly export');
  const [, id, secret] = key.split('_');
  expect(await verdict(page, { 'x-api-key': key })).toBe(200);
  expect(await verdict(page, { authorization: `Bearer ${key}` })).toBe(200);
  expect(await verdict(page, { authorization: basic(id!, secret!) })).toBe(200);
  await expect(page.getByText(/First request received at .* from /)).toBeVisible();
  await finish(page);

  await choose(page, 'Delete', 'nightly export');
  const dialog = page.getByRole('alertdialog');
  await dialog.getByLabel('Type its name to go on').fill('nightly export');
  await expect(dialog).toContainText('Applications that use the deleted API key stop working.');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'API key deleted' })).toBeVisible();
  expect(await verdict(page, { 'x-api-key': key })).toBe(401);
  expect(newApp.output()).not.toContain(secret!);
  await context.close();
});

test('the key stays on the screen until it is copied, downloaded or confirmed', async ({ as, people }) => {
  const page = await as(people.member, { permissions: ['clipboard-read', 'clipboard-write'] });
  const key = await createKey(page, 'guarded');
  await page.keyboard.press('Escape');
  await page.mouse.click(5, 5);
  await expect(page.getByRole('dialog')).toBeVisible();
  await expect(page.getByText('Copy or download the key first')).toBeVisible();

  await page.getByRole('button', { name: 'Copy API key' }).click();
  await expect(page.getByRole('button', { name: 'Copy API key' })).toContainText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Create API key' })).toBeFocused();
  expect(await page.content()).not.toContain(key.split('_')[2]!);
});

test('only what holds the whole key counts as having stored it', async ({ as, people }) => {
  const page = await as(people.member, { permissions: ['clipboard-read', 'clipboard-write'] });
  const copy = async (what: string) => {
    await page.getByRole('button', { name: `Copy ${what}` }).click();
    await expect(page.getByRole('button', { name: `Copy ${what}` })).toContainText('Copied');
  };
  const stored = page.getByLabel('I have stored the key safely');
  const ways: { parts: string[]; whole: string }[] = [{ parts: ['TypeScript example', 'Python example', 'Go example'], whole: 'curl example' }, { parts: ['Key secret'], whole: 'Key ID' }];
  for (const { parts, whole } of ways) {
    await createKey(page, `stored with ${whole}`);
    for (const what of [...parts, whole]) {
      await expect(stored, what).not.toBeChecked();
      if (what.endsWith(' example')) await page.getByRole('tab', { name: what.replace(' example', '') }).click();
      await copy(what);
    }
    await expect(stored).toBeChecked();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
});

test('while a key is being made its dialog cannot be left, for the key would be lost', async ({ as, people }) => {
  const page = await as(people.member);
  let answer = () => {};
  const asked = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/keys', async (route) => {
    if (route.request().method() === 'POST') await asked;
    await route.continue();
  });
  await page.getByRole('link', { name: 'Create API key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Key name').fill('slow');
  const cancel = dialog.getByRole('button', { name: 'Cancel' });
  await expect(cancel).toBeEnabled();
  await dialog.getByRole('button', { name: 'Create API key' }).click();
  await expect(dialog.getByRole('button', { name: 'Creating…' })).toBeDisabled();
  await expect(cancel).toBeDisabled();
  answer();
  await expect(dialog.getByRole('heading', { name: 'slow is ready' })).toBeVisible();
});

test('the key can be downloaded as an .env file, and its examples name this host', async ({ as, people, baseURL }) => {
  const page = await as(people.member);
  const key = await createKey(page, 'downloaded');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download .env' }).click()]);
  const { readFile } = await import('node:fs/promises');
  expect(await readFile((await download.path())!, 'utf8')).toBe(`API_KEY=${key}\n`);
  for (const language of ['curl', 'TypeScript', 'Python', 'Go']) {
    await page.getByRole('tab', { name: language }).click();
    await expect(page.getByRole('tabpanel')).toContainText(`${baseURL}/v1/verify`);
  }
  for (const [tool, address] of [['MCP', '/mcp'], ['nginx', '/v1/authorize'], ['Caddy', '']]) {
    await page.getByRole('tab', { name: tool }).click();
    await expect(page.getByRole('tabpanel')).toContainText(`${baseURL}${address}`);
  }
});

test('[S14] no secret stands in any input while a key is shown', async ({ as, people }) => {
  const page = await as(people.member);
  const key = await createKey(page, 'inputless');
  const values = await page.locator('input, textarea').evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
  expect(values.join('\n')).not.toContain(key.split('_')[2]!);
});

test('a blank name is refused at its field, and what was typed is kept', async ({ as, people }) => {
  const page = await as(people.member);
  await page.getByRole('link', { name: 'Create API key' }).click();
  await page.getByLabel('Key name').fill('   ');
  await page.getByRole('dialog').getByRole('button', { name: 'Create API key' }).click();
  await expect(page.getByLabel('Key name')).toHaveAccessibleDescription(/Fill this in/);
  await expect(page.getByRole('alert').first()).toContainText('check what is marked');
});

test('a member sees nobody else’s keys, not even in the page’s source', async ({ as, people }) => {
  const page = await as(people.member);
  await expect(page.getByRole('heading', { name: 'API key list' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Organization API Keys' })).toHaveCount(0);
  const source = await (await page.request.get(page.url())).text();
  for (const { email } of [people.owner, people.admin, people.colleague]) expect(source).not.toContain(email);
});

test('an admin sees who made each key, and revokes one: it fails at the next request', async ({ as, people }) => {
  const member = await as(people.member);
  const key = await createKey(member, 'to be revoked');
  const page = await as(people.admin);
  const section = page.getByRole('region', { name: 'Organization API Keys' });
  const row = section.getByRole('row', { name: /to be revoked/ });
  await expect(row).toContainText(people.member.email);
  await expect(row.locator('summary')).toHaveAccessibleName('More for to be revoked');
  await choose(page, 'Revoke', 'to be revoked');
  const dialog = page.getByRole('alertdialog', { name: 'Revoke API key' });
  await expect(dialog).toContainText('Applications that use the revoked API key stop working immediately.');
  await expect(dialog.getByRole('button').first()).toHaveText('Cancel');
  await dialog.getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'API key revoked' })).toBeVisible();
  expect(await verdict(page, { 'x-api-key': key })).toBe(401);
});

for (const javaScriptEnabled of [true, false]) {
  test(`${javaScriptEnabled ? 'with' : 'without'} JavaScript: who looks after the keys of a filter stays in it`, async ({ as, people }) => {
    const name = `unused ${javaScriptEnabled}`;
    await createKey(await as(people.member), name);
    const page = await as(people.admin, { javaScriptEnabled });
    await page.goto('/organizations/example/keys?org_only=never_used&org_sort=name&org_q=unused');
    await page.locator(`summary[aria-label="More for ${name}"]`).click();
    await page.getByRole('button', { name: 'Disable', exact: true }).locator('visible=true').click();
    await expect(page.getByText('API key disabled')).toBeVisible();
    await expect(page).toHaveURL(/\?org_q=unused&org_only=never_used&org_sort=name&done=disabled$/);
    if (!javaScriptEnabled) return;
    await choose(page, 'Revoke', name);
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
    await expect(page.getByText('API key revoked')).toBeVisible();
    await expect(page).toHaveURL(/\?org_q=unused&org_only=never_used&org_sort=name&done=revoked$/);
  });
}

for (const where of ['keys', 'members', 'connect?q=x']) {
  test(`a whole key that is pasted into the search of ${where} goes into no address`, async ({ as, people }) => {
    const url = `/organizations/example/${where}`;
    const secret = people.owner.key.split('_')[2]!;
    const page = await as(people.owner);
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(url);
    await page.getByRole('searchbox').first().fill(people.owner.key);
    await page.getByRole('searchbox').first().press('Enter');
    await expect(page.getByRole('alert').filter({ hasText: 'That is a whole key' })).toBeVisible();
    await expect(page.getByRole('searchbox').first()).toHaveValue('');
    await expect(page.getByRole('searchbox').first()).toBeFocused();
    expect(asked.filter((address) => address.includes(secret))).toEqual([]);

    const plain = await as(people.owner, { javaScriptEnabled: false });
    await plain.goto(url);
    await plain.getByRole('searchbox').first().fill(people.owner.key);
    await plain.getByRole('searchbox').first().press('Enter');
    await expect(plain.getByText('A whole key stood in the address.')).toBeVisible();
    expect(plain.url()).not.toContain(secret);
    expect(await plain.content()).not.toContain(secret);
  });
}

test('everything can be done with the keyboard alone', async ({ as, people }) => {
  const page = await as(people.colleague);
  await page.reload();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
  await page.getByRole('link', { name: 'Create API key' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Key name')).toBeFocused();
  await page.keyboard.type('typed');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'typed is ready' })).toBeVisible();
  await page.getByLabel('I have stored the key safely').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('link', { name: 'Create API key' })).toBeFocused();
  await page.locator('summary[aria-label="More for typed"]').last().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Delete typed' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.locator('summary[aria-label="More for typed"]').last()).toBeFocused();
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Delete typed' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('alertdialog').getByRole('button', { name: 'Disable instead' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('status').filter({ hasText: 'API key deleted' })).toBeVisible();
});

test('the menu of the last row opens within the window, on a phone too', async ({ as, people }) => {
  for (const viewport of [{ width: 1280, height: 720 }, { width: 390, height: 700 }]) {
    const page = await as(people.owner, { viewport });
    const menu = page.locator('td .menu').last();
    await menu.evaluate((element) => element.scrollIntoView({ block: 'end' }));
    await menu.locator('summary').click();
    await expect(menu.locator(':scope > div')).toBeInViewport({ ratio: 1 });
  }
});

test('where keys are cards they are sorted by links above them, and the headings that nobody sees hold none', async ({ as, people }) => {
  const page = await as(people.admin, { viewport: { width: 390, height: 844 } });
  const mine = page.getByRole('region', { name: 'API key list' });
  const sorts = mine.getByRole('list', { name: 'Sort by' });
  await expect(sorts.getByRole('link')).toHaveText(['Name', 'Created', 'Expires']);
  await expect(mine.getByRole('columnheader', { name: 'Name' }).first()).toBeAttached();
  await expect(mine.getByRole('columnheader').getByRole('link')).toHaveCount(0);
  await sorts.getByRole('link', { name: 'Name' }).click();
  await expect(page).toHaveURL(/sort=name/);
  await expect(sorts.getByRole('link', { name: 'Name' })).toHaveAttribute('aria-current', 'true');
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(sorts).toHaveCount(0);
  await expect(mine.getByRole('columnheader').getByRole('link')).toHaveText(['Name', 'Created', 'Expires']);
});
