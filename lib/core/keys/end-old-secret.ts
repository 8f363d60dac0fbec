import { z } from 'zod';
import { id } from '../input';
import { ofOrganization, operation } from '../operation';
import { livingKey } from './living';
import { dropOldSecret } from './rotation/store';

/** Ends the secret that a rotation left behind, before its grace does. In force when this returns. */
export const endOldSecret = operation({
  name: 'end_old_secret',
  effect: 'write',
  scope: 'organization',
  permission: 'key:update',
  locks: 'none',
  input: z.strictObject({ ...ofOrganization, key: id }),
  output: z.object({ id: z.uuid(), name: z.string() }),
  async run({ db, access, input }) {
    const found = await livingKey(db, access, input.key);
    const result = { id: found.id, name: found.name };
    if (!(await dropOldSecret(db, access, found.id))) return { result, audit: 'unchanged' };
    return { result, audit: [{ action: 'key.old_secret_ended', entity: 'key', entityId: found.id, entityName: found.name }] };
  },
});
