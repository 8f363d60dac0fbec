import { beforeAll, describe, expect, test } from 'vitest';
import { checkHandover } from '@/lib/core/handovers/check';
import { openHandover } from '@/lib/core/handovers/open';
import { openInvitation } from '@/lib/core/invitations/open';
import { resendInvitation } from '@/lib/core/invitations/resend';
import { revokeKey } from '@/lib/core/keys/revoke';
import { setPlaintext } from '@/lib/core/plaintext/set';
import { auditOf, eventsAbout } from '@/tests/support/audit';
import { dump, freshDatabase, rows } from '@/tests/support/database';
import { aKeyOf, verdictOf } from '@/tests/support/keys';
import { aMailServer, withMail } from '@/tests/support/mail';
import { anOrganization, as, nobody, type TestOrganization } from '@/tests/support/people';
import { aProgramOf, mcp, origin, tool, type Program } from '@/tests/support/rest';
import { outcome } from '@/tests/support/refusals';

freshDatabase();

let acme: TestOrganization;
let owner: Program & { id: string };
beforeAll(async () => {
  acme = await anOrganization();
  owner = await aProgramOf(acme.owner, acme);
});

type Listed = { name: string; title: string; description: string; annotations: Record<string, unknown>; inputSchema: { properties: object }; outputSchema: { type: string } };
const toolsOf = async (program: Program): Promise<Listed[]> => (await mcp(program, 'tools/list')).json.result.tools;
const tokenOf = (content: { link: string }) => new URL(content.link).searchParams.get('token')!;

test('every tool says what it is, what it takes and gives, and all four annotations', async () => {
  for (const { name, title, description, annotations, inputSchema, outputSchema } of await toolsOf(owner)) {
    expect([title, description].every(Boolean), name).toBe(true);
    expect(Object.keys(annotations).toSorted(), name).toEqual(['destructiveHint', 'idempotentHint', 'openWorldHint', 'readOnlyHint', 'title']);
    expect(outputSchema.type, name).toBe('object');
    expect(Object.keys(inputSchema.properties)).not.toContain('organization');
  }
});

test('only the tools that the key may use are listed, and the core refuses the others anyway', async () => {
  const reader = await aProgramOf(acme.member, acme, ['key:read']);
  expect((await toolsOf(reader)).map(({ name }) => name)).toEqual(['who_am_i', 'list_keys', 'get_key', 'get_key_usage', 'report_keys']);
  expect((await tool(reader, 'create_key', { name: 'x' })).refused).toBe('insufficient_scope');
  const member = await aProgramOf(acme.member, acme);
  expect((await toolsOf(member)).map(({ name }) => name)).not.toContain('remove_member');
  expect((await tool(member, 'remove_member', { member: acme.admin.userId })).refused).toBe('forbidden');
});

test('an unknown tool is an error of the protocol; bad arguments are an answer that the model can read', async () => {
  expect((await tool(owner, 'drop_tables')).refused).toBe('rpc -32602');
  for (const args of [{ key: 'no id' }, { key: null }, {}, { key: owner.id, organization: acme.id }, { key: owner.id, extra: 1 }]) {
    expect((await tool(owner, 'get_key', args)).refused).toBe('invalid');
  }
});

describe('a new secret', () => {
  test('[S11] is handed to the creator by a link, once, and stands nowhere in the database', async () => {
    const { content } = await tool(owner, 'create_key', { name: 'By link', scopes: ['table:read'] });
    expect(Object.keys(content)).toEqual(['key', 'link']);
    const token = tokenOf(content);
    const { revealed, name } = await openHandover(as(acme.owner), { token });
    expect(name).toBe('By link');
    expect(await verdictOf(revealed.plaintext)).toMatchObject({ code: 'valid' });
    expect(await outcome(openHandover(as(acme.owner), { token }))).toBe('expired');
    expect((await eventsAbout(acme, content.key.id)).map(({ action, door }) => [action, door])).toEqual([['key.created', 'mcp'], ['key.revealed', 'console']]);
  });

  test('[S12] waits sealed: neither it nor the link’s token is in a dump', async () => {
    const { content } = await tool(owner, 'rotate_key', { key: owner.id, grace: '7d' });
    const token = tokenOf(content);
    const all = await dump();
    const { revealed } = await openHandover(as(acme.owner), { token });
    for (const secret of [token, revealed.plaintext, revealed.secret]) expect(all).not.toContain(secret);
  });

  test('is not for others, not after ten minutes, and not of a key that is over', async () => {
    const made = async () => {
      const { content } = await tool(owner, 'create_key', { name: 'Late' });
      return { id: content.key.id as string, token: tokenOf(content) };
    };
    const { token } = await made();
    expect(await checkHandover(as(acme.admin), { token })).toBeNull();
    expect(await outcome(openHandover(as(acme.admin), { token }))).toBe('expired');
    expect(await checkHandover(as(acme.owner), { token })).not.toBeNull();
    await rows(`update handovers set expires_at = expires_at - interval '10 minutes'`);
    expect(await outcome(openHandover(as(acme.owner), { token }))).toBe('expired');
    const ended = await made();
    await revokeKey(as(acme.owner), { organization: acme.id, key: ended.id });
    expect(await outcome(openHandover(as(acme.owner), { token: ended.token }))).toBe('expired');
  });

  test('[S26] of two who open it together one sees it', async () => {
    for (let round = 0; round < Number(process.env.RACE_ROUNDS) / 5; round++) {
      const token = tokenOf((await tool(owner, 'create_key', { name: 'Race' })).content);
      const outcomes = await Promise.all([1, 2, 3].map(() => outcome(openHandover(as(acme.owner), { token }))));
      expect(outcomes.filter((reason) => reason === null)).toHaveLength(1);
    }
  });

  test('stands in the answer where an owner allows it, which is in the log', async () => {
    expect(await outcome(setPlaintext(as(acme.admin), { organization: acme.id, allowed: true }))).toBe('forbidden');
    await setPlaintext(as(acme.owner), { organization: acme.id, allowed: true });
    const { content } = await tool(owner, 'create_key', { name: 'Plain' });
    expect(await verdictOf(content.revealed.plaintext)).toMatchObject({ code: 'valid' });
    expect((await auditOf(acme)).find(({ action }) => action === 'organization.updated')).toMatchObject({ entity_name: acme.name, before: { mcpPlaintext: false }, after: { mcpPlaintext: true } });
    await setPlaintext(as(acme.owner), { organization: acme.id, allowed: false });
    expect(Object.keys((await tool(owner, 'create_key', { name: 'Link again' })).content)).toEqual(['key', 'link']);
  });
});

describe('an invitation', () => {
  test('where no mail is set up, names the page on which a person gets the link, which is for people only', async () => {
    const { content } = await tool(owner, 'create_invitations', { emails: ['kim@example.com', 'lee@example.com'], role: 'member' });
    const page = `${origin}/organizations/${acme.slug}/members`;
    expect(content.result).toMatchObject([{ email: 'kim@example.com', page }, { email: 'lee@example.com', page }]);
    expect(JSON.stringify(content)).not.toContain('token');
    const { token } = await resendInvitation(as(acme.owner), { organization: acme.id, invitation: content.result[0].id });
    expect(await openInvitation(nobody, { token: token! })).toMatchObject({ email: 'kim@example.com', state: 'open' });
  });

  test('that went by mail names none', async () => {
    const mailbox = await aMailServer();
    const content = await withMail(mailbox, async () => {
      const { json } = await mcp(owner, 'tools/call', { name: 'create_invitations', arguments: { emails: ['mailed@example.com'], role: 'member' } }, { host: 'keys.example.com' });
      return json.result.structuredContent;
    });
    await mailbox.close();
    expect(content.result).toMatchObject([{ email: 'mailed@example.com', delivery: 'mail' }]);
    expect(Object.keys(content.result[0])).not.toContain('page');
  });
});

test('a key that is over says so, whatever is asked of it', async () => {
  const { key } = await aKeyOf(acme.owner, acme);
  expect((await tool(owner, 'revoke_key', { key: key.id })).refused).toBeNull();
  for (const name of ['revoke_key', 'rotate_key', 'disable_key', 'enable_key', 'update_key']) expect([name, (await tool(owner, name, { key: key.id })).refused]).toEqual([name, 'key_is_revoked']);
  expect((await tool(owner, 'get_key', { key: key.id })).content).toMatchObject({ status: 'revoked' });
  const member = await aProgramOf(acme.member, acme);
  expect((await tool(member, 'revoke_key', { key: key.id })).refused).toBe('not_found');
});

test('no schema lists types: each place has one', async () => {
  const listsTypes = (part: unknown): boolean => part !== null && typeof part === 'object' && (Array.isArray((part as { type?: unknown }).type) || Object.values(part).some(listsTypes));
  expect((await toolsOf(owner)).filter(({ inputSchema, outputSchema }) => listsTypes(inputSchema) || listsTypes(outputSchema)).map(({ name }) => name)).toEqual([]);
});

test('prompts are listed, and made with their arguments', async () => {
  const { json } = await mcp(owner, 'prompts/list');
  expect(json.result.prompts.map(({ name }: { name: string }) => name)).toEqual(['find_stale_keys', 'prepare_rotation']);
  expect((await mcp(owner, 'prompts/get', { name: 'prepare_rotation', arguments: { key: 'Export' } })).json.result.messages[0].content.text).toContain('"Export"');
  expect((await mcp(owner, 'prompts/get', { name: 'prepare_rotation' })).json.error.code).toBe(-32602);
  expect((await mcp(owner, 'prompts/get', { name: 'other' })).json.error.code).toBe(-32602);
});
