import { z } from 'zod';
import { email, name } from '../input';
import { insertMembership } from '../members/store';
import { operation } from '../operation';
import { insertOrganization } from '../organizations/store';
import { Refusal } from '../refusal';
import { hashPassword, newPassword } from './password';
import { insertUser, setupTokenExists, spendSetupToken } from './store';

/** Makes the first owner and the first organization, for who holds the link from the log. Works once. */
export const setUp = operation({
  name: 'set_up',
  effect: 'write',
  scope: 'public',
  permission: null,
  locks: 'none',
  input: z.strictObject({ token: z.string().min(1, 'required'), name, email, password: newPassword, organization: name }),
  output: z.object({ userId: z.uuid(), organization: z.object({ id: z.uuid(), slug: z.string() }) }),
  async prepare(input, _caller, db) {
    if (!(await setupTokenExists(db, input.token))) throw spent();
    return hashPassword(input.password);
  },
  async run({ db, input, prepared: passwordHash }) {
    if (!(await spendSetupToken(db, input.token))) throw spent();
    const userId = await insertUser(db, { name: input.name, email: input.email, passwordHash });
    const organization = await insertOrganization(db, input.organization);
    await insertMembership(db, organization.id, userId, 'owner');
    const by = { id: userId, name: input.name };
    const of = { organizationId: organization.id, by };
    return {
      result: { userId, organization },
      audit: [
        { ...of, action: 'account.created', entity: 'account', entityId: userId, entityName: input.email },
        { ...of, action: 'organization.created', entity: 'organization', entityId: organization.id, entityName: organization.name },
        { ...of, action: 'member.joined', entity: 'member', entityId: userId, entityName: input.email, after: { role: 'owner' } },
      ],
    };
  },
});

const spent = () => new Refusal('expired', { problem: 'setup_link' });
