import { z } from 'zod';
import { operation } from '../operation';
import { hasOwner } from './store';

/** Whether anybody owns anything here yet. */
export const isSetUp = operation({
  name: 'is_set_up',
  effect: 'read',
  scope: 'public',
  permission: null,
  input: z.strictObject({}),
  output: z.boolean(),
  run: ({ db }) => hasOwner(db),
});
