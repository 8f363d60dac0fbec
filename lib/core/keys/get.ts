import { z } from 'zod';
import { id } from '../input';
import { ofOrganization, operation } from '../operation';
import { Refusal } from '../refusal';
import { key } from './key';
import { selectKey } from './store';

/** One key within the caller's reach, whatever its status. */
export const getKey = operation({
  name: 'get_key',
  effect: 'read',
  scope: 'organization',
  permission: 'key:read',
  rest: { method: 'GET', path: '/v1/organizations/{organization}/keys/{key}', summary: 'Read a key' },
  mcp: { title: 'Read a key', description: 'Shows one key: what it may do, who made it, when and from where it was last used.' },
  input: z.strictObject({ ...ofOrganization, key: id }),
  output: key,
  async run({ db, access, input }) {
    const found = await selectKey(db, access, input.key);
    if (!found) throw new Refusal('not_found');
    return found;
  },
});
