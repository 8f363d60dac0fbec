import { z } from 'zod';
import { ofOrganization, operation } from '../operation';
import { selectPlaintext } from './store';

/** What the owner has decided about plaintext in answers of MCP. */
export const getPlaintext = operation({
  name: 'get_mcp_plaintext',
  effect: 'read',
  scope: 'organization',
  permission: 'organization:plaintext',
  input: z.strictObject({ ...ofOrganization }),
  output: z.object({ allowed: z.boolean() }),
  run: async ({ db, access }) => ({ allowed: await selectPlaintext(db, access.organizationId) }),
});
