import { writeCursor } from '@/lib/core/page';
import { expect, setUp, signIn, test } from './fixtures';

const membersUrl = '/organizations/example/members';
const password = 'seven unrelated green words';

test('an owner invites by a link that is shown once; the invited joins with it, and it works no more', async ({ as, people, browser, baseURL }) => {
  const page = await as(people.owner);
  await page.goto(`${membersUrl}/invite`);
  await page.getByLabel('E-mail addresses').fill(`joiner@example.com, ${people.member.email}`);
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await expect(page.getByText(`${people.member.email} is a member already.`)).toBeVisible();
  await page.getByLabel('E-mail addresses').fill('joiner@example.com');
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  const link = (await page.locator('code').textContent())!;
  expect(await page.locator(`input[value*="${link.split('/').at(-1)}"]`).count()).toBe(0);
  await page.goto(membersUrl);
  expect(await page.content()).not.toContain(link.split('/').at(-1)!);

  const invited = await (await browser.newContext({ baseURL })).newPage();
  await invited.goto(link);
  await expect(invited.getByRole('heading', { name: 'Join Example' })).toBeVisible();
  await invited.getByLabel('Your name').fill('Joiner');
  await invited.getByLabel('Password').fill(password);
  await invited.getByRole('button', { name: 'Accept invitation' }).click();
  await expect(invited).toHaveURL(/\/organizations\/example\/keys/);
  await invited.goto(link);
  await expect(invited.getByRole('heading', { name: 'This invitation was accepted already' })).toBeVisible();

  await page.goto(`${membersUrl}?q=joiner`);
  await page.getByLabel('Actions for Joiner').click();
  await page.getByRole('button', { name: 'Change to Admin' }).click();
  await expect(page.getByText('Role changed.')).toBeVisible();
  await expect(page).toHaveURL(/\?q=joiner&done=role$/);
  await invited.goto('/organizations/example/keys/new');
  await invited.getByLabel('Key name').fill('left behind');
  await invited.getByRole('button', { name: 'Create API key' }).click();
  await expect(invited.getByRole('heading', { name: 'left behind is ready' })).toBeVisible();
  await page.getByLabel('Actions for Joiner').click();
  await page.getByRole('link', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('Member removed.')).toBeVisible();
  await expect(page).toHaveURL(/\?q=joiner&done=removed$/);
  await invited.goto(membersUrl);
  await expect(invited.getByRole('heading', { name: 'Page not found' })).toBeVisible();
  await page.goto('/organizations/example/keys?org_q=left+behind');
  await page.getByRole('link', { name: 'left behind', exact: true }).click();
  await expect(page.getByRole('region', { name: 'Permissions' })).toContainText('Nothing: its creator is no longer a member.');
});

test('opening an invitation signs nobody in, and an account of another address is told so', async ({ as, people, browser, baseURL }) => {
  const page = await as(people.owner);
  await page.goto(`${membersUrl}/invite`);
  await page.getByLabel('E-mail addresses').fill('later@example.com');
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  const link = (await page.locator('code').textContent())!;
  const context = await browser.newContext({ baseURL });
  const stranger = await context.newPage();
  await stranger.goto(link);
  expect(await context.cookies()).not.toContainEqual(expect.objectContaining({ name: 'latchkey-session' }));
  await page.goto(link);
  await expect(page.getByText(`you are signed in as ${people.owner.email}`)).toBeVisible();
  await page.goto(membersUrl);
  await page.getByLabel('Withdraw the invitation to later@example.com').click();
  await expect(page.getByText('Invitation withdrawn.')).toBeVisible();
  await stranger.reload();
  await expect(stranger.getByRole('heading', { name: 'This invitation was withdrawn' })).toBeVisible();
});

test('members look, and have no menus; the log is not theirs', async ({ as, people }) => {
  const page = await as(people.member);
  await page.goto(membersUrl);
  await expect(page.getByRole('row', { name: new RegExp(people.owner.email) })).toBeVisible();
  await expect(page.getByLabel(/^Actions for/)).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Invite members' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Audit log' })).toHaveCount(0);
  expect((await page.goto('/organizations/example/audit'))!.status()).toBe(403);
  expect((await page.request.get('/organizations/example/audit/export')).status()).toBe(403);
});

test('an incident search sends the Key ID, and never the secret', async ({ as, people }) => {
  const page = await as(people.admin);
  const sent: string[] = [];
  page.on('request', (request) => sent.push(`${request.url()} ${request.postData() ?? ''}`));
  await page.goto('/organizations/example/audit');
  const [, keyId, secret] = people.member.key.split('_');
  for (const field of [page.locator('#incident'), page.getByLabel('Text', { exact: true })]) {
    await field.fill(`found in a repository: KEY=${people.member.key}`);
    await field.press('Enter');
    await page.waitForURL(new RegExp(`keyId=${keyId}`));
    await expect(page.getByRole('row', { name: /Key created/ }).first()).toBeVisible();
    await page.goto('/organizations/example/audit');
  }
  expect(sent.filter((text) => text.includes(secret!))).toEqual([]);
});

test('the export is CSV in which no name is a formula', async ({ newApp, browser }) => {
  const page = await (await browser.newContext({ baseURL: newApp.url })).newPage();
  await setUp(page, newApp, { organization: '=HYPERLINK("http://evil.example","x")', name: 'Olivia', email: 'olivia@example.com', password });
  await page.goto('/');
  await page.waitForURL(/\/organizations\/hyperlink/);
  const url = new URL(page.url()).pathname.replace(/keys$/, 'audit/export');
  const answer = await page.request.get(url);
  expect(answer.headers()['content-type']).toBe('text/csv; charset=utf-8');
  const text = await answer.text();
  expect(text).toContain(`"'=HYPERLINK(`);
  expect(text).not.toMatch(/(^|,)"?[=+@]/m);
});

test('[S17] every old cookie dies with the password, the person stays signed in, and the account’s language is remembered', async ({ newApp, browser }) => {
  const aPage = async () => (await browser.newContext({ baseURL: newApp.url })).newPage();
  const owner = { organization: 'Acme', name: 'Olivia', email: 'olivia@example.com', password: 'violet tractor honest lamp' };
  const [here, there] = [await aPage(), await aPage()];
  await setUp(here, newApp, owner);
  await signIn(there, owner);
  await here.goto('/account');
  const stolen = await aPage();
  await stolen.context().addCookies(await here.context().cookies());
  await here.getByLabel('Current password').fill(owner.password);
  await here.getByLabel('New password').fill(password);
  await here.getByRole('button', { name: 'Change password' }).click();
  await expect(here.getByText('Password changed.')).toBeVisible();
  for (const page of [there, stolen]) {
    await page.goto('/account');
    await expect(page).toHaveURL(/\/sign-in/);
  }
  await here.reload();
  await expect(here.getByText('· this session')).toHaveCount(1);
  await here.getByRole('combobox', { name: 'Language' }).selectOption('ko');
  await here.getByRole('button', { name: 'Save' }).click();
  await expect(here.getByRole('heading', { name: '계정', exact: true })).toBeVisible();
  const elsewhere = await aPage();
  await signIn(elsewhere, { email: owner.email, password });
  await expect(elsewhere.getByRole('link', { name: 'API 키 관리' })).toBeVisible();
});

test('the language stays as it was saved, when something else is saved after it too', async ({ newApp, browser }) => {
  const page = await browser.newPage({ baseURL: newApp.url });
  await setUp(page, newApp, { organization: 'Acme', name: 'Olivia', email: 'olivia@example.com', password });
  await page.goto('/account');
  await page.getByRole('combobox', { name: 'Language' }).selectOption('ko');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { name: '계정', exact: true })).toBeVisible();
  await expect(page.locator('select[name=locale]')).toHaveValue('ko');
  await page.locator('input[name=name]').fill('올리비아');
  await page.locator('input[name=name]').press('Enter');
  await expect(page.getByText('저장했습니다.')).toBeVisible();
  await expect(page.locator('header')).toContainText('올리비아');
  await page.reload();
  await expect(page.locator('select[name=locale]')).toHaveValue('ko');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko');
});

test('the log is narrowed to somebody who has left, and stays so at the next filter', async ({ newApp, browser }) => {
  const page = await browser.newPage({ baseURL: newApp.url });
  await setUp(page, newApp, { organization: 'Acme', name: 'Olivia', email: 'olivia@example.com', password });
  await page.goto('/organizations/acme/members/invite');
  await page.getByLabel('E-mail addresses').fill('leaver@example.com');
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  const link = (await page.locator('code').textContent())!;
  const leaver = await browser.newPage({ baseURL: newApp.url });
  await leaver.goto(link);
  await leaver.getByLabel('Your name').fill('Leaver');
  await leaver.getByLabel('Password').fill(password);
  await leaver.getByRole('button', { name: 'Accept invitation' }).click();
  await expect(leaver).toHaveURL(/\/organizations\/acme\/keys/);
  await leaver.goto('/organizations/acme/settings/leave');
  await leaver.locator('main button[type=submit]').click();
  await expect(leaver).not.toHaveURL(/leave/);

  await page.goto('/organizations/acme/audit');
  await page.getByRole('table', { name: 'Events' }).getByRole('link', { name: 'Leaver', exact: true }).first().click();
  await expect(page).toHaveURL(/actor=/);
  const actor = new URL(page.url()).searchParams.get('actor')!;
  const choice = page.getByRole('combobox', { name: 'Who' });
  await expect(choice).toHaveValue(actor);
  await expect(choice.locator('option:checked')).toHaveText('Leaver');
  await page.getByRole('combobox', { name: 'Action' }).selectOption('member.left');
  await page.getByRole('button', { name: 'Filter' }).click();
  await expect(page).toHaveURL(new RegExp(`actor=${actor}.*action=member.left`));
  await expect(page.getByRole('table', { name: 'Events' }).getByRole('row', { name: /Member left/ })).toHaveCount(1);
  await page.goto('/organizations/acme/audit?entity=unheard_of&action=unheard.of');
  await expect(page.getByRole('combobox', { name: 'Kind' })).toHaveValue('unheard_of');
  await expect(page.getByRole('combobox', { name: 'Action' })).toHaveValue('unheard.of');
});

test('the links to other pages say of what', async ({ as, people }) => {
  const page = await as(people.owner);
  const behind = writeCursor({ at: new Date(), id: '00000000-0000-4000-8000-000000000000' });
  const links = {
    [`members?page=${behind}`]: 'Member list: pages',
    [`members?invitations=${behind}`]: 'Pending invitations: pages',
    [`audit?cursor=${behind}`]: 'Events: pages',
    [`keys?page=${behind}`]: 'API key list · Active keys: pages',
    [`keys?org_page=${behind}`]: 'Organization API Keys · Active keys: pages',
  };
  for (const [path, name] of Object.entries(links)) {
    await page.goto(`/organizations/example/${path}`);
    await expect(page.getByRole('navigation', { name, exact: true }), path).toBeVisible();
  }
});
