import { describe, expect, inject, test } from 'vitest';
import { resetPassword } from '@/lib/core/accounts/reset-password';
import { issueReset } from '@/lib/core/accounts/issue-reset';
import { acceptInvitation } from '@/lib/core/invitations/accept';
import { createInvitations } from '@/lib/core/invitations/create';
import { withdrawInvitation } from '@/lib/core/invitations/withdraw';
import { removeMember } from '@/lib/core/members/remove';
import { deleteOrganization } from '@/lib/core/organizations/delete';
import { freshDatabase, rows } from '@/tests/support/database';
import { as, from, newEmail, system, type Person } from '@/tests/support/people';
import { quickOrganization, quickPerson } from '@/tests/support/quick';
import { against, firstViolation, raceRounds, refusalsOf, withoutLocks } from '@/tests/support/races';

freshDatabase();

const races: Record<string, (gated: boolean) => Promise<boolean>> = {
  'an invitation accepted twice at once is accepted once': async (gated) => {
    const { invited, token, organization } = await anInvited();
    const accept = () => acceptInvitation(as(invited), { token });
    const refused = refusalsOf(await against(gated, accept, accept));
    return refused.join() === 'expired' && (await isMember(organization, invited)) && (await eventsOf(organization, 'member.joined')) === 1;
  },

  'an invitation that is accepted while it is withdrawn is one of the two': async (gated) => {
    const { invited, token, organization, id, owner } = await anInvited();
    const refused = refusalsOf(await against(gated, () => acceptInvitation(as(invited), { token }), () => withdrawInvitation(as(owner), { organization, invitation: id })));
    return refused.length === 1 && (await isMember(organization, invited)) === (refused[0] === 'not_found');
  },

  'nobody joins while the sender of the invitation is removed, or else they were in before': async (gated) => {
    const { invited, token, organization, admin, owner, id } = await anInvited();
    const refused = refusalsOf(await against(gated, () => acceptInvitation(as(invited), { token }), () => removeMember(as(owner), { organization, member: admin.userId })));
    const [{ accepted, withdrawn }] = (await rows('select accepted_at is not null as accepted, withdrawn_at is not null as withdrawn from invitations where id = $1', id)) as [{ accepted: boolean; withdrawn: boolean }];
    return accepted !== withdrawn && accepted === (refused.length === 0) && (await isMember(organization, invited)) === accepted;
  },

  'nobody joins an organization that is deleted': async (gated) => {
    const { invited, token, organization, owner } = await anInvited();
    const refused = refusalsOf(await against(gated, () => acceptInvitation(as(invited), { token }), () => deleteOrganization(as(owner), { organization, name: 'Quick' })));
    const order = (await rows(`select action from audit_events where organization_id = $1 and action in ('member.joined', 'organization.deleted') order by id`, organization)).map(({ action }) => action).join();
    return refused.length === 1 ? order === 'organization.deleted' : order === 'member.joined,organization.deleted';
  },

  'two who invite the same address at once make one invitation': async (gated) => {
    const { id: organization, people: [a, b] } = await quickOrganization('owner', 'admin');
    const email = newEmail();
    const invite = (by: Person) => () => createInvitations(as(by), { organization, emails: [email], role: 'member' });
    const refused = refusalsOf(await against(gated, invite(a!), invite(b!)));
    return refused.join() === 'invalid' && (await rows('select id from invitations where organization_id = $1', organization)).length === 1;
  },

  'a reset link used twice at once sets one password': async (gated) => {
    const person = await quickPerson();
    const { token } = await issueReset(system, { email: person.email });
    const reset = (password: string) => () => resetPassword(from('192.0.2.1'), { token, password });
    const refused = refusalsOf(await against(gated, reset('first of two long passwords'), reset('second of two long passwords')));
    return refused.join() === 'expired' && (await rows(`select id from audit_events where entity_id = $1 and action = 'account.password_reset'`, person.userId)).length === 1;
  },
};

// Hashing two passwords a round takes its time.
const share = (name: string) => (name.includes('reset') ? 0.2 : 1);

describe.each(Object.entries(races))('[S9] [S26] %s', (name, round) => {
  test('a thousand times, half of them gated', async () => {
    expect(await firstViolation(raceRounds(share(name)), round)).toBeNull();
  }, 300_000);

  test('which the locks see to: without them it goes wrong', async () => {
    if (inject('engine') === 'embedded') return expect(await withoutLocks(() => firstViolation(3, round))).toBeNull();
    expect(await withoutLocks(() => firstViolation(raceRounds(), round))).not.toBeNull();
  }, 300_000);
});

/** Somebody with an account, invited by an admin. */
async function anInvited() {
  const { id: organization, people } = await quickOrganization('owner', 'admin');
  const invited = await quickPerson();
  const [invitation] = await createInvitations(as(people[1]!), { organization, emails: [invited.email], role: 'member' });
  return { organization, owner: people[0]!, admin: people[1]!, invited, id: invitation!.id, token: invitation!.token! };
}

async function isMember(organization: string, person: Person): Promise<boolean> {
  return (await rows('select user_id from memberships where organization_id = $1 and user_id = $2', organization, person.userId)).length === 1;
}

async function eventsOf(organization: string, action: string): Promise<number> {
  return (await rows('select id from audit_events where organization_id = $1 and action = $2', organization, action)).length;
}
