import { z } from 'zod';
import { person } from '../access';
import { ofOrganization, operation } from '../operation';
import { depart } from './departure';
import { memberToChange, refuseLastOwner } from './ranks';

/** Ends one's own membership, with the keys that one made in the organization. */
export const leaveOrganization = operation({
  name: 'leave_organization',
  effect: 'write',
  scope: 'organization',
  permission: 'member:leave',
  locks: 'organization',
  input: z.strictObject({ ...ofOrganization }),
  output: z.null(),
  async run({ db, access }) {
    const member = await memberToChange(db, access, person(access));
    await refuseLastOwner(db, access, member);
    return { result: null, audit: await depart(db, access.organizationId, member, access.userId, 'left') };
  },
});
