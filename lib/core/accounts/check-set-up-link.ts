import { z } from 'zod';
import { operation } from '../operation';
import { hasOwner, setupTokenExists } from './store';

/** Whether a set-up link still works. */
export const checkSetUpLink = operation({
  name: 'check_set_up_link',
  effect: 'read',
  scope: 'public',
  permission: null,
  input: z.strictObject({ token: z.string() }),
  output: z.boolean(),
  run: async ({ db, input }) => !(await hasOwner(db)) && (await setupTokenExists(db, input.token)),
});
