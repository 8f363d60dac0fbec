import { z } from 'zod';
import { name } from '../input';
import { ofOrganization, operation } from '../operation';
import { Refusal } from '../refusal';
import { selectOrganization, updateName } from './store';

/** Gives the organization another name. Its addresses stay as they are. */
export const renameOrganization = operation({
  name: 'rename_organization',
  effect: 'write',
  scope: 'organization',
  permission: 'organization:update',
  rest: { method: 'PATCH', path: '/v1/organizations/{organization}', summary: 'Rename the organization' },
  locks: 'organization',
  thing: { read: ({ db, access }) => selectOrganization(db, access.organizationId) },
  input: z.strictObject({ ...ofOrganization, name }),
  output: z.object({ id: z.uuid(), name: z.string(), slug: z.string(), createdAt: z.date() }),
  async run({ db, access, input }) {
    const before = await selectOrganization(db, access.organizationId);
    if (before.name === input.name) throw new Refusal('conflict', { problem: 'nothing_changed' });
    await updateName(db, access.organizationId, input.name);
    return {
      result: { ...before, name: input.name },
      audit: [{ action: 'organization.updated', entity: 'organization', entityId: before.id, entityName: before.name, before: { name: before.name }, after: { name: input.name } }],
    };
  },
});
