import { expect, mailedPath, signIn, test } from './fixtures';

const password = 'eleven quiet orange bridges';

test('with the mail server down an invitation stands and says so; sent again, it arrives, and its link is shown to nobody', async ({ mailed: { app, mailbox }, browser }) => {
  const aPage = async () => (await browser.newContext({ baseURL: app.url })).newPage();
  const page = await aPage();
  await signIn(page, app.people[0]!);
  await page.goto('/organizations/example/members/invite');
  await page.getByLabel('E-mail addresses').fill('postponed@example.com');
  mailbox.refuse(true);
  await page.getByRole('button', { name: 'Invite', exact: true }).click();
  await expect(page.getByText('The mail server did not take the mail to postponed@example.com. The invitation stands')).toBeVisible();
  await page.goto('/organizations/example/members');
  const retry = page.getByRole('button', { name: 'Send the invitation to postponed@example.com again' });
  await expect(retry).toHaveText('Retry');
  await retry.click();
  await expect(page.getByText('The mail server did not take the mail to postponed@example.com.')).toBeVisible();
  mailbox.refuse(false);
  await retry.click();
  await expect(page.getByText('The invitation to postponed@example.com is on its way.')).toBeVisible();
  const link = await mailedPath(mailbox, 'postponed@example.com');
  expect(mailbox.mails.filter(({ to }) => to.includes('postponed@example.com'))).toHaveLength(1);
  expect(await page.content()).not.toContain(link.split('/').at(-1)!);
  const invited = await aPage();
  await invited.goto(link);
  await invited.getByLabel('Your name').fill('Postponed');
  await invited.getByLabel('Password').fill(password);
  await invited.getByRole('button', { name: 'Accept invitation' }).click();
  await expect(invited).toHaveURL(/\/organizations\/example\/keys/);
});

test('a password is reset by mail, once; it ends the sessions that were open, and only the new one signs in', async ({ mailed: { app, mailbox }, browser }) => {
  const aPage = async () => (await browser.newContext({ baseURL: app.url })).newPage();
  const [there, here] = [await aPage(), await aPage()];
  const person = app.people[3]!;
  await signIn(there, person);
  await here.goto('/sign-in');
  await here.getByRole('link', { name: /forgot/i }).click();
  await here.locator('input[name=email]').fill(person.email);
  await here.locator('main button[type=submit]').click();
  const link = await mailedPath(mailbox, person.email);
  await here.goto(link);
  await here.locator('input[name=password]').fill(password);
  await here.getByRole('button', { name: 'Set password' }).click();
  await expect(here).toHaveURL(/\/sign-in\?done=reset/);
  await there.goto('/account');
  await expect(there).toHaveURL(/\/sign-in/);
  await there.goto(link);
  await expect(there.locator('input[name=password]')).toHaveCount(0);
  await signIn(here, { email: person.email, password });
  await there.goto('/sign-in');
  await there.locator('input[name=email]').fill(person.email);
  await there.locator('input[name=password]').fill(person.password);
  await there.locator('input[name=password]').press('Enter');
  await expect(there.getByText('The e-mail or the password is not right.')).toBeVisible();
});
