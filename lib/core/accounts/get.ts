import { z } from 'zod';
import { operation } from '../operation';
import { Refusal } from '../refusal';
import { selectAccount } from './store';

export const account = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  emailVerified: z.boolean(),
  locale: z.string().nullable(),
  hasPassword: z.boolean(),
});

/** The signed-in person's account. */
export const getAccount = operation({
  name: 'get_account',
  effect: 'read',
  scope: 'account',
  permission: null,
  input: z.strictObject({}),
  output: account,
  async run({ db, access }) {
    const found = await selectAccount(db, access.userId);
    if (!found) throw new Refusal('unauthenticated');
    return found;
  },
});
