import { z } from 'zod';
import { person } from '../access';
import { id } from '../input';
import { key } from '../keys/key';
import { selectLiveKeysOf } from '../keys/store';
import { ofOrganization, operation } from '../operation';
import { Refusal } from '../refusal';
import { selectMember } from './store';

const most = 100;

/** The keys of a member that are not revoked: what removing the person would take along. The newest hundred. */
export const listMemberKeys = operation({
  name: 'list_member_keys',
  effect: 'read',
  scope: 'organization',
  permission: 'key:read',
  input: z.strictObject({ ...ofOrganization, member: id }),
  output: z.array(key),
  async run({ db, access, input }) {
    if (access.reach === 'own' && input.member !== person(access)) throw new Refusal('not_found');
    if (!(await selectMember(db, access.organizationId, input.member))) throw new Refusal('not_found');
    return selectLiveKeysOf(db, access, input.member, most);
  },
});
