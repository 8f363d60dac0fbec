import { z } from 'zod';
import { id } from '../input';
import { ofOrganization, operation } from '../operation';
import { key } from './key';
import { livingKey } from './living';
import { selectKey, setDisabled } from './store';

/** Stops a key until it is enabled again: one's own, or anyone's for who may. In force when this returns. */
export const disableKey = operation({
  name: 'disable_key',
  effect: 'write',
  scope: 'organization',
  permission: 'key:disable',
  mcp: { title: 'Disable a key', description: 'Stops a key at once, until it is enabled again.', idempotent: true },
  locks: 'none',
  input: z.strictObject({ ...ofOrganization, key: id }),
  output: key,
  async run({ db, access, input }) {
    const { name, status } = await livingKey(db, access, input.key);
    if (status === 'disabled') return { result: (await selectKey(db, access, input.key))!, audit: 'unchanged' };
    await setDisabled(db, access, input.key, true);
    return {
      result: (await selectKey(db, access, input.key))!,
      audit: [{ action: 'key.disabled', entity: 'key', entityId: input.key, entityName: name }],
    };
  },
});
