import { z } from 'zod';
import { orUnchanged } from '../audit/event';
import { id } from '../input';
import { ofOrganization, operation } from '../operation';
import { key } from './key';
import { livingKey } from './living';
import { changeState } from './state';
import { selectKey } from './store';
import { thisKey } from './thing';

/** Stops a key until it is enabled again: one's own, or anyone's for who may. In force when this returns. */
export const disableKey = operation({
  name: 'disable_key',
  effect: 'write',
  scope: 'organization',
  permission: 'key:disable',
  mcp: { title: 'Disable a key', description: 'Stops a key at once, until it is enabled again.', idempotent: true },
  locks: 'none',
  thing: thisKey,
  input: z.strictObject({ ...ofOrganization, key: id }),
  output: key,
  async run({ db, caller, access, input }) {
    const changed = await changeState(db, access, caller, await livingKey(db, access, input.key), true);
    return { result: (await selectKey(db, access, input.key))!, audit: orUnchanged(changed) };
  },
});
