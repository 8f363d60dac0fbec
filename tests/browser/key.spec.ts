import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';

const list = '/organizations/example/keys';

async function make(page: Page, name: string, more: (page: Page) => Promise<void> = async () => {}): Promise<string> {
  await page.goto(`${list}/new`);
  await page.locator('input[name=name]').fill(name);
  await more(page);
  await page.locator('main button[type=submit]').click();
  await expect(page.getByRole('heading', { name: `${name} is ready` })).toBeVisible();
  const shown = page.getByRole('button', { name: 'Show: API key' });
  if (await shown.isVisible()) await shown.click();
  return (await page.locator('main code, main noscript dd, main dd').first().textContent())!;
}

async function open(page: Page, name: string): Promise<string> {
  await page.goto(list);
  await page.getByRole('link', { name, exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  return page.url();
}

const save = (page: Page) => page.getByRole('button', { name: 'Save' }).click();
const status = async (page: Page, key: string, headers: Record<string, string> = { 'x-api-key': key }) => (await page.request.get('/v1/verify', { headers })).status();

test('two browsers edit at once: the second is told what changed, keeps what was typed, and may then mean it', async ({ as, people }) => {
  const first = await as(people.owner);
  const second = await as(people.owner);
  await make(first, 'contested');
  const url = await open(first, 'contested');
  await first.goto(`${url}/edit`);
  await second.goto(`${url}/edit`);
  await first.locator('input[name=name]').fill('won');
  await save(first);
  await expect(first.getByText('API key saved')).toBeVisible();
  await second.locator('input[name=name]').fill('lost');
  await second.locator('textarea[name=addresses]').fill('10.0.0.0/33');
  await save(second);
  await expect(second.getByText('Entry 1: 10.0.0.0/33 is not an IPv4 or IPv6 address or CIDR.')).toBeVisible();
  await second.locator('textarea[name=addresses]').fill('10.0.0.0/8 Office');
  await save(second);
  const alert = second.locator('main').getByRole('alert');
  await expect(alert).toContainText('Somebody else changed this key');
  await expect(alert).toContainText('Name: now won');
  await expect(second.locator('input[name=name]')).toHaveValue('lost');
  await expect(second.locator('textarea[name=addresses]')).toHaveValue('10.0.0.0/8 Office');
  await save(second);
  await expect(second.getByRole('heading', { level: 1 })).toHaveText('lost');
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? 'with' : 'without';

  test(`${how} JavaScript: what is wrong is said at its field, and what was typed is still there`, async ({ as, people }) => {
    const page = await as(people.owner, { javaScriptEnabled });
    await page.goto(`${list}/new`);
    await page.locator('input[name=name]').fill('kept %_%');
    await page.locator('input[name=type][value=BEARER_TOKEN]').check();
    await page.locator('input[name=preset][value=custom]').check();
    for (const tick of await page.locator('input[name^="scope:"]').all()) await tick.uncheck();
    await page.locator('input[name=expiry][value=custom]').check();
    await page.locator('input[name=expiry_at]').fill('2020-01-01T10:00');
    await page.locator('textarea[name=addresses]').fill('10.0.0.0/8 Office\n10.1.0.0/8 again');
    const submit = page.locator('main button[type=submit]');
    await submit.click();
    await expect(page.getByText('Choose at least one scope.', { exact: true })).toBeVisible();
    await expect(page.getByText('Entry 2: 10.1.0.0/8 is on the list already.')).toBeVisible();
    await page.locator('input[name="scope:table:read"]').check();
    await page.locator('textarea[name=addresses]').fill('10.0.0.0/8 Office');
    await submit.click();
    await expect(page.getByText('This is in the past.')).toBeVisible();
    await expect(page.locator('input[name=name]')).toHaveValue('kept %_%');
    await expect(page.locator('input[name=expiry_at]')).toHaveValue('2020-01-01T10:00');
    await expect(page.locator('input[name="scope:table:read"]')).toBeChecked();
    await expect(page.locator('input[name=type][value=BEARER_TOKEN]')).toBeChecked();
    await page.locator('input[name=expiry][value="7"]').check();
    await submit.click();
    await expect(page.getByRole('heading', { name: 'kept %_% is ready' })).toBeVisible();
    await page.goto(`${list}?q=${encodeURIComponent('%_%')}`);
    await expect(page.getByRole('region', { name: 'API key list' }).getByRole('row', { name: /kept/ }).first()).toContainText('Bearer token');
  });

  test(`${how} JavaScript: a key is disabled and enabled from its menu, rotated, and its old secret ended`, async ({ as, people }) => {
    const page = await as(people.member, { javaScriptEnabled });
    const key = await make(page, `turned ${how}`);
    const url = await open(page, `turned ${how}`);
    await page.goto(list);
    const menu = page.locator(`summary[aria-label="More for turned ${how}"]`);
    await menu.click();
    await page.getByRole('button', { name: 'Disable', exact: true }).locator('visible=true').click();
    await expect(page.getByText('API key disabled')).toBeVisible();
    expect(await status(page, key)).toBe(401);
    await menu.click();
    await page.getByRole('button', { name: 'Enable', exact: true }).locator('visible=true').click();
    await expect(page.getByText('API key enabled')).toBeVisible();
    expect(await status(page, key)).toBe(200);

    await page.goto(`${url}/rotate`);
    await page.locator('input[name=grace][value="1h"]').check();
    await page.locator('main button[type=submit]').click();
    await expect(page.getByRole('heading', { name: `The new secret of turned ${how}` })).toBeVisible();
    await page.goto(url);
    await expect(page.getByText('The new secret has not been used yet.')).toBeVisible();
    expect(await status(page, key)).toBe(200);
    await page.getByRole('button', { name: 'End the old one now' }).click();
    await expect(page.getByText('The old secret stopped working.')).toBeVisible();
    expect(await status(page, key)).toBe(401);
    await expect(page.getByRole('region', { name: 'History' })).toContainText('Old secret ended');
  });
}

test('a key in use is deleted only after its name was typed; disabling is offered in its place', async ({ as, people }) => {
  const page = await as(people.colleague);
  const key = await make(page, 'busy');
  expect(await status(page, key)).toBe(200);
  const url = await open(page, 'busy');
  await expect(async () => {
    await page.goto(`${url}/revoke`);
    await expect(page.getByText('1 request in the last seven days')).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('Type the name of the key exactly')).toBeVisible();
  await page.getByRole('button', { name: 'Disable instead' }).click();
  await expect(page.getByText('API key disabled')).toBeVisible();
});

test('a key in use whose name has two spaces and one that does not break is deleted by typing what is shown', async ({ as, people }) => {
  const page = await as(people.colleague);
  const key = await make(page, 'very\u00a0busy  day');
  expect(await status(page, key)).toBe(200);
  await page.goto(list);
  const url = await page.getByRole('link', { name: /very\sbusy\s+day/ }).first().getAttribute('href');
  await expect(async () => {
    await page.goto(`${url}/revoke`);
    await expect(page.getByText('1 request in the last seven days')).toBeVisible({ timeout: 500 });
  }).toPass();
  await page.getByLabel('Type its name to go on').fill('very busy day');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(page.getByText('API key deleted')).toBeVisible();
});

test('a member is told of no power that the role lacks, before the key is made and after', async ({ as, people }) => {
  const page = await as(people.member);
  await page.goto(`${list}/new`);
  const reading = page.locator('label', { has: page.locator('input[name=preset][value=read_only]') });
  await expect(reading).toContainText('members');
  await expect(reading).not.toContainText('invitations');
  await expect(page.getByText('The key will be able to')).not.toContainText('invitations');
  await make(page, 'powerless', async (form) => {
    await form.locator('input[name=preset][value=custom]').check();
    for (const tick of await form.locator('input[name^="scope:"]').all()) await tick.uncheck();
    await form.locator('input[name="scope:invitation:read"]').check();
    await expect(form.getByText('these scopes grant nothing to your role')).toBeVisible();
  });
  await open(page, 'powerless');
  await expect(page.getByRole('region', { name: 'Permissions' })).toContainText('Nothing at present: these scopes grant nothing to its creator’s role.');
});

test('what comes in a form’s place has the focus, so that it is said', async ({ as, people }) => {
  const page = await as(people.owner);
  await page.goto(`${list}/new`);
  await page.getByLabel('Key name').fill('heard');
  await page.getByRole('button', { name: 'Create API key' }).click();
  await expect(page.getByRole('heading', { name: 'heard is ready' })).toBeFocused();
  await page.goto(`${await open(page, 'heard')}/rotate`);
  await page.getByRole('button', { name: 'Rotate' }).click();
  await expect(page.getByRole('heading', { name: 'The new secret of heard' })).toBeFocused();
  await page.goto('/organizations/example/members/invite');
  await page.getByLabel('E-mail addresses').fill('heard.1@example.com, heard.2@example.com');
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await expect(page.getByRole('heading', { name: '2 people are invited' })).toBeFocused();
});

test('a refused rotation keeps how long the old secret was to stay', async ({ as, people }) => {
  const page = await as(people.owner);
  await make(page, 'gone meanwhile');
  const url = await open(page, 'gone meanwhile');
  await page.goto(`${url}/rotate`);
  await page.getByLabel('7 days').check();
  const other = await as(people.owner);
  await other.goto(`${url}/revoke`);
  await other.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(other.getByText('API key deleted')).toBeVisible();
  await page.getByRole('button', { name: 'Rotate' }).click();
  await expect(page.locator('main').getByRole('alert')).toBeVisible();
  await expect(page.getByLabel('7 days')).toBeChecked();
});

test('filters, order and search are in the address, of each section alone', async ({ as, people }) => {
  const page = await as(people.admin);
  await make(page, 'endless', (form) => form.locator('input[name=expiry][value=never]').check());
  await page.goto(list);
  const mine = page.getByRole('region', { name: 'API key list' });
  await mine.getByRole('link', { name: 'Never expires' }).click();
  await expect(page).toHaveURL(/[?&]only=never_expires/);
  await expect(mine.getByRole('link', { name: 'Never expires' })).toHaveAttribute('aria-current', 'true');
  await mine.getByRole('columnheader', { name: 'Name' }).getByRole('link').click();
  await expect(page).toHaveURL(/sort=name/);
  await expect(mine.getByRole('columnheader', { name: 'Name' })).toHaveAttribute('aria-sort', 'ascending');
  await mine.getByRole('searchbox').fill('nothing like it');
  await mine.getByRole('searchbox').press('Enter');
  await expect(page).toHaveURL(/only=never_expires/);
  await expect(mine).toContainText('No key matches these filters.');
  await mine.getByRole('link', { name: 'Clear' }).click();
  await expect(mine.getByRole('row', { name: /endless/ })).toHaveCount(1);
  await expect(page.getByRole('region', { name: 'Organization API Keys' }).getByRole('row')).not.toHaveCount(0);
});

test('a key of somebody else is looked at, disabled and revoked by an admin, and not edited or rotated', async ({ as, people }) => {
  const member = await as(people.member);
  await make(member, 'of a member');
  const url = await open(member, 'of a member');
  const admin = await as(people.admin);
  await admin.goto(url);
  await expect(admin.getByRole('heading', { level: 1 })).toHaveText('of a member');
  await expect(admin.getByRole('link', { name: 'Edit' })).toHaveCount(0);
  for (const page of ['edit', 'rotate']) expect((await admin.goto(`${url}/${page}`))!.status()).toBe(404);
  const colleague = await as(people.colleague);
  for (const page of ['', '/edit', '/rotate', '/revoke', '/effect', '/use']) expect((await colleague.request.get(url + page)).status(), page).toBe(404);
});

test('the title of the page says what becomes of the key: one’s own is deleted, another’s revoked', async ({ as, people }) => {
  const member = await as(people.member);
  await make(member, 'titled');
  const url = await open(member, 'titled');
  await member.goto(`${url}/revoke`);
  await expect(member).toHaveTitle(/^Delete API key/);
  const admin = await as(people.admin);
  await admin.goto(`${url}/revoke`);
  await expect(admin).toHaveTitle(/^Revoke API key/);
});
