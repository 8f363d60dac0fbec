import { z } from 'zod';
import { operation } from '../operation';
import { token } from '../token';
import { selectReset } from '../resets/store';

/** Whether a reset link still works. */
export const checkResetLink = operation({
  name: 'check_reset_link',
  effect: 'read',
  scope: 'public',
  permission: null,
  input: z.strictObject({ token }),
  output: z.boolean(),
  run: async ({ db, input }) => (await selectReset(db, input.token)) !== undefined,
});
