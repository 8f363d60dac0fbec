import { z } from 'zod';
import { name } from '../input';
import { locales } from '../locale';
import { operation } from '../operation';
import { Refusal } from '../refusal';
import { toItsOrganizations } from './events';
import { account } from './get';
import { lockAccount, updateAccount } from './store';

/** Changes one's own name or language; what is not given stays. */
export const updateMyAccount = operation({
  name: 'update_account',
  effect: 'write',
  scope: 'account',
  permission: null,
  locks: 'none',
  input: z.strictObject({ name: name.optional(), locale: z.enum(locales).optional() }),
  output: account,
  async run({ db, access, input }) {
    const before = await lockAccount(db, access.userId);
    if (!before) throw new Refusal('unauthenticated');
    const fields = (['name', 'locale'] as const).filter((field) => input[field] !== undefined && input[field] !== before[field]);
    if (fields.length === 0) throw new Refusal('conflict', { problem: 'nothing_changed' });
    const changes = Object.fromEntries(fields.map((field) => [field, input[field]!]));
    await updateAccount(db, access.userId, changes);
    return {
      result: { ...before, ...changes },
      audit: await toItsOrganizations(db, access.userId, [
        {
          action: 'account.updated',
          entity: 'account',
          entityId: access.userId,
          entityName: before.email,
          before: Object.fromEntries(fields.map((field) => [field, before[field]])),
          after: changes,
        },
      ]),
    };
  },
});
