import { z } from 'zod';
import { id } from '../input';
import { ofOrganization, operation } from '../operation';
import { key } from './key';
import { livingKey } from './living';
import { actingKey, selectKey, setDisabled } from './store';
import { refuseBeyond } from './within';

/** Lets a disabled key work again: one's own, or anyone's for who may. A key enables none that may do more than itself. */
export const enableKey = operation({
  name: 'enable_key',
  effect: 'write',
  scope: 'organization',
  permission: 'key:disable',
  mcp: { title: 'Enable a key', description: 'Lets a disabled key work again.', idempotent: true },
  locks: 'none',
  input: z.strictObject({ ...ofOrganization, key: id }),
  output: key,
  async run({ db, caller, access, input }) {
    const found = await livingKey(db, access, input.key);
    if (found.status === 'active') return { result: (await selectKey(db, access, input.key))!, audit: 'unchanged' };
    refuseBeyond(caller.actor, await actingKey(db, access, caller.actor), found);
    await setDisabled(db, access, input.key, false);
    return {
      result: (await selectKey(db, access, input.key))!,
      audit: [{ action: 'key.enabled', entity: 'key', entityId: input.key, entityName: found.name }],
    };
  },
});
