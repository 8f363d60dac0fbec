import { z } from 'zod';
import { revealed, type Revealed } from '../keys/key';
import { operation } from '../operation';
import { Refusal } from '../refusal';
import { unsealed } from './seal';
import { selectHandover, spendHandover } from './store';

/** Shows a secret to the creator of its key, once: the link is used up, whatever the creator makes of it. */
export const openHandover = operation({
  name: 'open_handover',
  effect: 'write',
  scope: 'account',
  permission: null,
  locks: 'none',
  input: z.strictObject({ token: z.string().max(100) }),
  output: z.object({ id: z.uuid(), name: z.string(), revealed }),
  async run({ db, access, input }) {
    const found = await selectHandover(db, input.token, access.userId);
    if (!found || !(await spendHandover(db, input.token, access.userId))) throw new Refusal('expired', { problem: 'handover' });
    const { id, name, organizationId } = found.key;
    return {
      result: { id, name, revealed: JSON.parse(unsealed(input.token, found.sealed)) as Revealed },
      audit: [{ organizationId, action: 'key.revealed', entity: 'key', entityId: id, entityName: name }],
    };
  },
});
