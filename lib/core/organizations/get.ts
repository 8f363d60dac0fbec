import { z } from 'zod';
import { ofOrganization, operation } from '../operation';
import { selectOrganization } from './store';

/** The organization itself. */
export const getOrganization = operation({
  name: 'get_organization',
  effect: 'read',
  scope: 'organization',
  permission: 'organization:read',
  rest: [
    { method: 'GET', path: '/v1/organizations', summary: 'List organizations', shape: 'organizations_of_key' },
    { method: 'GET', path: '/v1/organizations/{organization}', summary: 'Read the organization' },
  ],
  input: z.strictObject({ ...ofOrganization }),
  output: z.object({ id: z.uuid(), name: z.string(), slug: z.string(), createdAt: z.date() }),
  run: ({ db, access }) => selectOrganization(db, access.organizationId),
});
