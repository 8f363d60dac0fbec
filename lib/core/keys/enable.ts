import { z } from 'zod';
import { orUnchanged } from '../audit/event';
import { id } from '../input';
import { ofOrganization, operation } from '../operation';
import { key } from './key';
import { livingKey } from './living';
import { changeState } from './state';
import { selectKey } from './store';
import { thisKey } from './thing';

/** Lets a disabled key work again: one's own, or anyone's for who may. A key enables none that may do more than itself. */
export const enableKey = operation({
  name: 'enable_key',
  effect: 'write',
  scope: 'organization',
  permission: 'key:disable',
  mcp: { title: 'Enable a key', description: 'Lets a disabled key work again.', idempotent: true },
  locks: 'none',
  thing: thisKey,
  input: z.strictObject({ ...ofOrganization, key: id }),
  output: key,
  async run({ db, caller, access, input }) {
    const changed = await changeState(db, access, caller, await livingKey(db, access, input.key), false);
    return { result: (await selectKey(db, access, input.key))!, audit: orUnchanged(changed) };
  },
});
