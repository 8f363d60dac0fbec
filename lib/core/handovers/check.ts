import { z } from 'zod';
import { operation } from '../operation';
import { selectHandover } from './store';

/** Which key's secret waits for the signed-in person behind a link; null for none. Looking uses nothing up. */
export const checkHandover = operation({
  name: 'check_handover',
  effect: 'read',
  scope: 'account',
  permission: null,
  input: z.strictObject({ token: z.string().max(100) }),
  output: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  run: async ({ db, access, input }) => (await selectHandover(db, input.token, access.userId))?.key ?? null,
});
