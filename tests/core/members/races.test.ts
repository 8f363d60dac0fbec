import { describe, expect, inject, test } from 'vitest';
import { createKey } from '@/lib/core/keys/create';
import { changeRole } from '@/lib/core/members/change-role';
import { leaveOrganization } from '@/lib/core/members/leave';
import { removeMember } from '@/lib/core/members/remove';
import { deleteOrganization } from '@/lib/core/organizations/delete';
import { freshDatabase, rows } from '@/tests/support/database';
import { as } from '@/tests/support/people';
import { quickMember, quickOrganization } from '@/tests/support/quick';
import { against, firstViolation, raceRounds, refusalsOf, withoutLocks } from '@/tests/support/races';

freshDatabase();

/** Each round says whether it ended in what may be. */
const races: Record<string, (gated: boolean) => Promise<boolean>> = {
  'removing a member while they create a key leaves no live key of theirs': async (gated) => {
    const { organization, owner } = await shared();
    const member = await quickMember(organization);
    const ended = await against(
      gated,
      () => removeMember(as(owner), { organization, member: member.userId }),
      () => createKey(as(member), { organization, name: 'Late' }),
    );
    return noneBut(refusalsOf(ended), 'not_found') && (await noLiveKeys(organization, member.userId));
  },

  'leaving while creating a key leaves no live key': async (gated) => {
    const { organization } = await shared();
    const member = await quickMember(organization);
    const ended = await against(gated, () => leaveOrganization(as(member), { organization }), () => createKey(as(member), { organization, name: 'Late' }));
    return noneBut(refusalsOf(ended), 'not_found') && (await noLiveKeys(organization, member.userId));
  },

  'two owners who demote each other leave one owner': async (gated) => {
    const { id: organization, people: [a, b] } = await quickOrganization('owner', 'owner');
    const demote = (by: typeof a, whom: typeof a) => () => changeRole(as(by!), { organization, member: whom!.userId, role: 'member' });
    const ended = await against(gated, demote(a, b), demote(b, a));
    return noneBut(refusalsOf(ended), 'forbidden') && (await owners(organization)) === 1;
  },

  'two owners who remove each other leave one owner': async (gated) => {
    const { id: organization, people: [a, b] } = await quickOrganization('owner', 'owner');
    const remove = (by: typeof a, whom: typeof a) => () => removeMember(as(by!), { organization, member: whom!.userId });
    const ended = await against(gated, remove(a, b), remove(b, a));
    return noneBut(refusalsOf(ended), 'not_found') && (await owners(organization)) === 1;
  },

  'two owners who leave at once leave one owner': async (gated) => {
    const { id: organization, people: [a, b] } = await quickOrganization('owner', 'owner');
    const ended = await against(gated, () => leaveOrganization(as(a!), { organization }), () => leaveOrganization(as(b!), { organization }));
    return noneBut(refusalsOf(ended), 'conflict') && (await owners(organization)) === 1;
  },

  'an owner who leaves while the other steps down leaves one owner': async (gated) => {
    const { id: organization, people: [a, b] } = await quickOrganization('owner', 'owner');
    const ended = await against(gated, () => leaveOrganization(as(a!), { organization }), () => changeRole(as(b!), { organization, member: b!.userId, role: 'admin' }));
    return noneBut(refusalsOf(ended), 'conflict') && (await owners(organization)) === 1;
  },

  'deleting an organization while a key is created leaves no live key': async (gated) => {
    const { id: organization, people: [owner, member] } = await quickOrganization('owner', 'member');
    const ended = await against(gated, () => deleteOrganization(as(owner!), { organization, name: 'Quick' }), () => createKey(as(member!), { organization, name: 'Late' }));
    return noneBut(refusalsOf(ended), 'not_found') && (await noLiveKeys(organization, member!.userId));
  },
};

describe.each(Object.entries(races))('[S26] %s', (_, round) => {
  test('a thousand times, half of them gated', async () => {
    expect(await firstViolation(raceRounds(), round)).toBeNull();
  }, 300_000);

  test('which the locks see to: without them it goes wrong', async () => {
    if (inject('engine') === 'embedded') return expect(await withoutLocks(() => firstViolation(3, round))).toBeNull();
    expect(await withoutLocks(() => firstViolation(raceRounds(), round))).not.toBeNull();
  }, 300_000);
});

let made: Promise<{ organization: string; owner: Awaited<ReturnType<typeof quickMember>> }> | undefined;

function shared() {
  return (made ??= quickOrganization('owner').then(({ id, people }) => ({ organization: id, owner: people[0]! })));
}

const noneBut = (refusals: string[], allowed: string) => refusals.every((reason) => reason === allowed);

async function noLiveKeys(organization: string, userId: string): Promise<boolean> {
  const live = await rows('select id from keys where organization_id = $1 and created_by = $2 and revoked_at is null', organization, userId);
  const unrecorded = await rows(
    `select id from keys k where created_by = $1 and not exists (select from audit_events e where e.entity_id = k.id::text and e.action = 'key.revoked')`,
    userId,
  );
  return live.length === 0 && unrecorded.length === 0;
}

async function owners(organization: string): Promise<number> {
  return (await rows(`select user_id from memberships where organization_id = $1 and role = 'owner'`, organization)).length;
}
