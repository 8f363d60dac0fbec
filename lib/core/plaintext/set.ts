import { z } from 'zod';
import { ofOrganization, operation } from '../operation';
import { selectOrganization } from '../organizations/store';
import { selectPlaintext, updatePlaintext } from './store';

/** Decides whether MCP may answer with a key's plaintext, or hands out a link that only the key's creator can open. People only. */
export const setPlaintext = operation({
  name: 'set_mcp_plaintext',
  effect: 'write',
  scope: 'organization',
  permission: 'organization:plaintext',
  locks: 'organization',
  input: z.strictObject({ ...ofOrganization, allowed: z.boolean() }),
  output: z.object({ allowed: z.boolean() }),
  async run({ db, access, input: { allowed } }) {
    const before = await selectPlaintext(db, access.organizationId);
    if (before === allowed) return { result: { allowed }, audit: 'unchanged' as const };
    await updatePlaintext(db, access.organizationId, allowed);
    const { id, name } = await selectOrganization(db, access.organizationId);
    return {
      result: { allowed },
      audit: [{ action: 'organization.updated', entity: 'organization', entityId: id, entityName: name, before: { mcpPlaintext: before }, after: { mcpPlaintext: allowed } }],
    };
  },
});
