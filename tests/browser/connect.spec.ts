import { expect, test } from './fixtures';

test('Connect shows the server’s address, snippets without a key, and the tools that a key would see', async ({ app, as, people }) => {
  const page = await as(people.owner);
  await page.goto('/organizations/example/connect');
  await expect(page.getByText(`${app.url}/mcp`, { exact: true })).toBeVisible();
  for (const name of ['Claude Code', 'Cursor', 'VS Code', 'Claude Desktop', 'curl']) {
    await page.getByRole('tab', { name, exact: true }).click();
    await expect(page.getByRole('tabpanel')).toContainText(`${app.url}/mcp`);
  }
  const { key } = await (await page.request.get('/v1/verify', { headers: { 'x-api-key': people.owner.key } })).json();
  await page.goto(`/organizations/example/connect?key=${key.id}`);
  await expect(page.getByText('rotate_key', { exact: true })).toBeVisible();
  expect(await page.content()).not.toContain(people.owner.key);
});

test('of many keys the one that is meant is found by its name, without JavaScript, too', async ({ as, people }) => {
  const { key, organization } = await (await (await as(people.member)).request.get('/v1/verify', { headers: { 'x-api-key': people.member.key } })).json();
  const made = await (await as(people.member)).request.post(`/v1/organizations/${organization.id}/keys`, { headers: { 'x-api-key': people.member.key }, data: { name: 'Findable', scopes: ['key:read'] } });
  expect(made.status()).toBe(200);
  const page = await as(people.member, { javaScriptEnabled: false });
  await page.goto('/organizations/example/connect?q=findable');
  await expect(page.getByRole('searchbox')).toHaveValue('findable');
  await expect(page.getByRole('combobox', { name: 'Key' }).getByRole('option')).toHaveText([/^Findable/]);
  await expect(page.getByText('list_keys', { exact: true })).toBeVisible();
  await expect(page.getByText('create_key', { exact: true })).toHaveCount(0);
  await page.goto('/organizations/example/connect?q=no+such+key');
  await expect(page.getByText('No key matches these filters.')).toBeVisible();
  await page.goto(`/organizations/example/connect?key=${key.id}`);
  await expect(page.getByText('create_key', { exact: true })).toBeVisible();
});

test('a secret that an agent made is shown to the key’s creator behind the link, once', async ({ app, as, people }) => {
  const answer = await fetch(`${app.url}/mcp`, {
    method: 'POST',
    headers: { authorization: `Bearer ${people.member.key}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'create_key', arguments: { name: 'By an agent' } } }),
  });
  const { link } = ((await answer.json()) as { result: { structuredContent: { link: string } } }).result.structuredContent;
  const stranger = await as(people.colleague);
  await stranger.goto(link);
  await expect(stranger.getByRole('button', { name: 'Show the key' })).toHaveCount(0);
  const page = await as(people.member);
  await page.goto(link);
  await page.getByRole('button', { name: 'Show the key' }).click();
  await expect(page.getByRole('heading', { name: 'By an agent is ready' })).toBeFocused();
  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'This link does not work' })).toBeVisible();
});

test('the API reference is drawn on the server, and asks no other host for anything', async ({ app, as, people }) => {
  const page = await as(people.member, { javaScriptEnabled: false });
  const foreign: string[] = [];
  page.on('request', (request) => !request.url().startsWith(app.url) && foreign.push(request.url()));
  await page.goto('/organizations/example/api');
  await page.getByText('/v1/organizations/{organization}/keys/{key}/rotate').click();
  await expect(page.getByText('Gives the key a new secret').first()).toBeVisible();
  const rotation = page.locator('#rotateKey');
  for (const [object, field] of [['createdBy', 'email'], ['assignedRoles', 'roleName'], ['ipAccessList', 'source']] as const) {
    const within = rotation.locator('dl dl > div').filter({ has: page.locator('> dt', { hasText: new RegExp(`^${object}$`) }) });
    await expect(within.locator('dl dt').getByText(field, { exact: true })).toBeVisible();
  }
  expect(foreign).toEqual([]);
});
