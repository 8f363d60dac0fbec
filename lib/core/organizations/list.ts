import { z } from 'zod';
import { operation } from '../operation';
import { organizationsOf } from './store';

/** The organizations that the signed-in person is in. */
export const listOrganizations = operation({
  name: 'list_organizations',
  effect: 'read',
  scope: 'account',
  permission: null,
  input: z.strictObject({}),
  output: z.array(z.object({ id: z.uuid(), name: z.string(), slug: z.string(), role: z.enum(['owner', 'admin', 'member']) })),
  run: ({ db, access }) => organizationsOf(db, access.userId),
});
