import { z } from 'zod';
import { insertUser } from '../accounts/store';
import { hashPassword, newPassword } from '../accounts/password';
import { email, name } from '../input';
import { ofOrganization, operation } from '../operation';
import { insertMembership } from './store';

/** Makes a new person a member, with a password of their own. Only Latchkey itself does this: people are invited. */
export const addMember = operation({
  name: 'add_member',
  effect: 'write',
  scope: 'organization',
  permission: 'member:add',
  locks: 'organization',
  input: z.strictObject({ ...ofOrganization, name, email, password: newPassword, role: z.enum(['owner', 'admin', 'member']) }),
  output: z.object({ userId: z.uuid() }),
  prepare: (input) => hashPassword(input.password),
  async run({ db, access, input, prepared: passwordHash }) {
    const userId = await insertUser(db, { name: input.name, email: input.email, passwordHash });
    await insertMembership(db, access.organizationId, userId, input.role);
    return {
      result: { userId },
      audit: [
        { action: 'account.created', entity: 'account', entityId: userId, entityName: input.email },
        { action: 'member.joined', entity: 'member', entityId: userId, entityName: input.email, after: { role: input.role } },
      ],
    };
  },
});
