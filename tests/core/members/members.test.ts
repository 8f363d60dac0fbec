import { beforeAll, describe, expect, test } from 'vitest';
import { createKey } from '@/lib/core/keys/create';
import { changeRole } from '@/lib/core/members/change-role';
import { countMembers } from '@/lib/core/members/count';
import { listMemberKeys } from '@/lib/core/members/keys';
import { leaveOrganization } from '@/lib/core/members/leave';
import { listMembers } from '@/lib/core/members/list';
import { removeMember } from '@/lib/core/members/remove';
import { createOrganization } from '@/lib/core/organizations/create';
import { deleteOrganization } from '@/lib/core/organizations/delete';
import { listOrganizations } from '@/lib/core/organizations/list';
import { renameOrganization } from '@/lib/core/organizations/rename';
import { eventsAbout } from '@/tests/support/audit';
import { freshDatabase, rows } from '@/tests/support/database';
import { anInvitationTo } from '@/tests/support/invitations';
import { aKeyOf, verdictOf } from '@/tests/support/keys';
import { aMember, anOrganization, as, signedIn, type Person, type TestOrganization } from '@/tests/support/people';
import { outcome, refusalOf } from '@/tests/support/refusals';
import type { Role } from '@/lib/core/access';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

const change = (by: Person, whom: Person, role: Role) => changeRole(as(by), { organization: acme.id, member: whom.userId, role });
const remove = (by: Person, whom: Person) => removeMember(as(by), { organization: acme.id, member: whom.userId });

describe('members are listed', () => {
  test('with role, live keys and when they were last seen, and counted', async () => {
    const organization = await anOrganization('Listed');
    await aKeyOf(organization.member, organization);
    await signedIn(organization.member);
    await anInvitationTo(organization);
    const { items } = await listMembers(as(organization.colleague), { organization: organization.id });
    expect(items.map(({ role }) => role).toSorted()).toEqual(['admin', 'member', 'member', 'owner']);
    expect(items.find(({ id }) => id === organization.member.userId)).toMatchObject({ keys: 1, lastSeenAt: expect.any(Date), joinedAt: expect.any(Date) });
    expect(items.find(({ id }) => id === organization.admin.userId)).toMatchObject({ keys: 0, lastSeenAt: null });
    expect(await countMembers(as(organization.member), { organization: organization.id })).toEqual({ total: 5, active: 4, pending: 1, admins: 1, owners: 1 });
  });

  test('with their keys counted, the ended ones not, up to a hundred', async () => {
    const organization = await anOrganization('Counted');
    const { colleague, member, admin } = organization;
    const countOf = async (person: Person) => (await listMembers(as(organization.owner), { organization: organization.id })).items.find(({ id }) => id === person.userId)!.keys;
    const several = (person: Person, count: number, expiresAt: string | null, revokedAt: string | null) =>
      rows(
        `insert into keys (id, organization_id, created_by, name, type, prefix, scopes, key_id_hash, key_suffix, secret_hash, pepper_version, expires_at, revoked_at)
         select gen_random_uuid(), $1::uuid, $2::uuid, 'One of several', 'API_KEY', 'lk', '{key:read}', gen_random_uuid(), 'abcd', 'x', 1, $3::timestamptz, $4::timestamptz from generate_series(1, $5::int)`,
        organization.id, person.userId, expiresAt, revokedAt, count,
      );
    await several(member, 3, null, null);
    await several(member, 2, '2999-01-01', null);
    await several(member, 4, '2999-01-01', '2020-01-01');
    await several(member, 5, '2020-01-01', null);
    expect(await countOf(member)).toBe(5);
    await several(admin, 99, null, null);
    expect(await countOf(admin)).toBe(99);
    await several(colleague, 60, null, null);
    await several(colleague, 60, '2999-01-01', null);
    expect(await countOf(colleague)).toBe(100);
  });

  test('by what is looked for, wildcards taken as they are, a page at a time', async () => {
    const found = (search: string) => listMembers(as(acme.member), { organization: acme.id, search });
    expect((await found(acme.admin.email.toUpperCase())).items.map(({ id }) => id)).toEqual([acme.admin.userId]);
    for (const nothing of ['%', '_', '\\', "' or true --"]) expect((await found(nothing)).items).toEqual([]);
    const pages = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof found>> = await listMembers(as(acme.owner), { organization: acme.id, limit: 1, cursor });
      pages.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor);
    expect(new Set(pages).size).toBe(pages.length);
    expect(pages).toHaveLength(4);
  });
});

describe('[S8] roles', () => {
  test('an admin turns members into admins and back, and touches no owner', async () => {
    const person = await aMember(acme.id);
    expect(await change(acme.admin, person, 'admin')).toMatchObject({ role: 'admin' });
    expect(await change(acme.admin, person, 'member')).toMatchObject({ role: 'member' });
    expect(await outcome(change(acme.admin, person, 'owner'))).toBe('forbidden');
    expect(await outcome(change(acme.admin, acme.owner, 'member'))).toBe('forbidden');
    expect(await outcome(remove(acme.admin, acme.owner))).toBe('forbidden');
    expect((await eventsAbout(acme, person.userId)).slice(-2)).toMatchObject([
      { action: 'member.role_changed', actor_id: acme.admin.userId, before: { role: 'member' }, after: { role: 'admin' } },
      { action: 'member.role_changed', before: { role: 'admin' }, after: { role: 'member' } },
    ]);
  });

  test('somebody demoted a moment ago changes nobody’s role', async () => {
    const admin = await aMember(acme.id, 'admin');
    await change(acme.owner, admin, 'member');
    expect(await outcome(change(admin, acme.member, 'admin'))).toBe('forbidden');
    expect(await outcome(remove(admin, acme.member))).toBe('forbidden');
  });

  test('the last owner can neither leave, nor be removed or demoted, not even by Latchkey', async () => {
    const { id: organization, owner } = await anOrganization('One owner');
    const last = { reason: 'conflict', problem: 'last_owner' };
    expect(await refusalOf(leaveOrganization(as(owner), { organization }))).toMatchObject(last);
    expect(await refusalOf(changeRole(as(owner), { organization, member: owner.userId, role: 'admin' }))).toMatchObject(last);
    const system = { ...as(owner), actor: { kind: 'system', name: 'test' } } as const;
    expect(await refusalOf(removeMember(system, { organization, member: owner.userId }))).toMatchObject(last);
    for (const member of [owner.userId, owner.userId.toUpperCase()]) {
      expect(await refusalOf(removeMember(as(owner), { organization, member }))).toMatchObject({ reason: 'conflict', problem: 'leave_instead' });
    }
  });

  test('the role that somebody has already is no change', async () => {
    expect(await refusalOf(change(acme.owner, acme.member, 'member'))).toMatchObject({ reason: 'conflict', problem: 'role_unchanged' });
  });
});

describe('[S16] removing a member', () => {
  test('shows and ends their keys, one event each, and their access to this organization only', async () => {
    const person = await aMember(acme.id);
    const other = await createOrganization(as(person), { name: 'Their own' });
    const keys = await Promise.all(['One', 'Two', 'Three'].map((name) => aKeyOf(person, acme, name)));
    const elsewhere = await aKeyOf(person, other);
    expect((await listMemberKeys(as(acme.admin), { organization: acme.id, member: person.userId })).map(({ name }) => name).toSorted()).toEqual(['One', 'Three', 'Two']);
    const session = await signedIn(person);
    await remove(acme.admin, person);
    for (const { revealed } of keys) expect(await verdictOf(revealed.plaintext)).toEqual({ code: 'key_revoked' });
    expect(await verdictOf(elsewhere.revealed.plaintext)).toMatchObject({ code: 'valid' });
    for (const { key } of keys) expect((await eventsAbout(acme, key.id)).at(-1)).toMatchObject({ action: 'key.revoked', actor_id: acme.admin.userId, after: { reason: 'member_removed' } });
    expect((await eventsAbout(acme, person.userId)).at(-1)).toMatchObject({ action: 'member.removed', before: { role: 'member' }, after: { keysRevoked: 3 } });
    expect(await listOrganizations(session, {})).toMatchObject([{ name: 'Their own', role: 'owner' }]);
    expect(await outcome(createKey(session, { organization: acme.id, name: 'Late' }))).toBe('not_found');
  });

  test('leaving does the same, by oneself', async () => {
    const person = await aMember(acme.id, 'admin');
    const { key, revealed } = await aKeyOf(person, acme);
    await leaveOrganization(as(person), { organization: acme.id });
    expect(await verdictOf(revealed.plaintext)).toEqual({ code: 'key_revoked' });
    expect((await eventsAbout(acme, key.id)).at(-1)).toMatchObject({ actor_id: person.userId, after: { reason: 'member_left' } });
    expect((await eventsAbout(acme, person.userId)).at(-1)).toMatchObject({ action: 'member.left' });
  });
});

describe('organizations', () => {
  test('a person makes one and owns it; another of the same name gets another address', async () => {
    const made = await createOrganization(as(acme.member), { name: 'Side project' });
    expect(await listOrganizations(as(acme.member), {})).toContainEqual({ ...made, role: 'owner' });
    expect((await createOrganization(as(acme.colleague), { name: 'Side project' })).slug).not.toBe(made.slug);
  });

  test('an owner renames it, and its address stays', async () => {
    const { id: organization, owner, admin, slug } = await anOrganization('Before');
    expect(await renameOrganization(as(owner), { organization, name: 'After' })).toMatchObject({ name: 'After', slug });
    expect(await outcome(renameOrganization(as(admin), { organization, name: 'Mine' }))).toBe('forbidden');
    expect((await eventsAbout({ id: organization }, organization)).at(-1)).toMatchObject({ action: 'organization.updated', before: { name: 'Before' }, after: { name: 'After' } });
  });

  test('[S16] deleting one needs its name as it is shown, ends its keys at once, and nobody finds it again', async () => {
    const doomed = await anOrganization('Doomed\u00a0 House');
    const keys = await Promise.all([doomed.owner, doomed.member].map((person) => aKeyOf(person, doomed)));
    const remove = (name: string) => deleteOrganization(as(doomed.owner), { organization: doomed.id, name });
    expect((await refusalOf(remove('doomed house'))).fields).toEqual([{ path: 'name', problem: 'name_mismatch' }]);
    await remove('Doomed House');
    for (const { key, revealed } of keys) {
      expect(await verdictOf(revealed.plaintext)).toEqual({ code: 'key_revoked' });
      expect((await eventsAbout(doomed, key.id)).at(-1)).toMatchObject({ action: 'key.revoked', after: { reason: 'organization_deleted' } });
    }
    expect((await eventsAbout(doomed, doomed.id)).at(-1)).toMatchObject({ action: 'organization.deleted', after: { keysRevoked: 2 } });
    expect(await outcome(remove('Doomed House'))).toBe('not_found');
    expect(await listOrganizations(as(doomed.owner), {})).toEqual([]);
  });
});
