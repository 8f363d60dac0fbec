import { z } from 'zod';
import { revokedKeys } from '../keys/revocation';
import { isTyped } from '../input';
import { ofOrganization, operation } from '../operation';
import { invalid } from '../refusal';
import { markDeleted, selectOrganization } from './store';

/** Ends an organization, for who types its name. All its keys stop at once; its rows stay as evidence. */
export const deleteOrganization = operation({
  name: 'delete_organization',
  effect: 'write',
  scope: 'organization',
  permission: 'organization:delete',
  locks: 'organization',
  input: z.strictObject({ ...ofOrganization, name: z.string() }),
  output: z.object({ id: z.uuid(), name: z.string() }),
  async run({ db, access, input }) {
    const { id, name } = await selectOrganization(db, access.organizationId);
    if (!isTyped(input.name, name)) throw invalid('name', 'name_mismatch');
    const keys = await revokedKeys(db, access.organizationId, { revokedBy: access.userId, reason: 'organization_deleted' });
    await markDeleted(db, access.organizationId);
    return {
      result: { id, name },
      audit: [{ action: 'organization.deleted', entity: 'organization', entityId: id, entityName: name, after: { keysRevoked: keys.length } }, ...keys],
    };
  },
});
