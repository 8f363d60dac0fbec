import { z } from 'zod';
import { selectAccount } from '../accounts/store';
import { name } from '../input';
import { insertMembership } from '../members/store';
import { operation } from '../operation';
import { insertOrganization } from './store';

/** Makes an organization, with who asks as its owner. */
export const createOrganization = operation({
  name: 'create_organization',
  effect: 'write',
  scope: 'account',
  permission: null,
  locks: 'none',
  input: z.strictObject({ name }),
  output: z.object({ id: z.uuid(), name: z.string(), slug: z.string() }),
  async run({ db, access, input }) {
    const { email } = (await selectAccount(db, access.userId))!;
    const organization = await insertOrganization(db, input.name);
    await insertMembership(db, organization.id, access.userId, 'owner');
    const of = { organizationId: organization.id };
    return {
      result: organization,
      audit: [
        { ...of, action: 'organization.created', entity: 'organization', entityId: organization.id, entityName: organization.name },
        { ...of, action: 'member.joined', entity: 'member', entityId: access.userId, entityName: email, after: { role: 'owner' } },
      ],
    };
  },
});
