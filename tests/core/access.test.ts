import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { policy, reachOf, type Caller, type Role, type Rule } from '@/lib/core/access';
import { catalogue, everything } from '@/lib/core/keys/scopes';
import { dump, freshDatabase } from '@/tests/support/database';
import { aKeyOf } from '@/tests/support/keys';
import { final, operations, fieldsOf, inputFor, ofOrganizations, thingsOf } from '@/tests/support/operations';
import { aMember, anOrganization, as, asKey, holding, changeRole, nobody, removed, type Person, type TestOrganization } from '@/tests/support/people';
import { outcome, refusalOf } from '@/tests/support/refusals';

freshDatabase();

let acme: TestOrganization;
let umbrella: TestOrganization;
let former: Person;
let formersKey: { id: string };
const keys: Record<string, { id: string }> = {};

beforeAll(found);

async function found() {
  acme = await anOrganization('Acme');
  umbrella = await anOrganization('Umbrella');
  former = await aMember(acme.id);
  formersKey = (await aKeyOf(former, acme)).key;
  await removed(acme.id, former);
  for (const role of ['owner', 'admin', 'member'] as const) keys[role] = (await aKeyOf(acme[role], acme, role)).key;
  keys.stranger = (await aKeyOf(umbrella.owner, umbrella)).key;
  for (const key of [...Object.values(keys), formersKey]) await holding(key, all);
}

const all = [everything];

/** Everyone there is, with the role that they have in Acme. */
const actors: Record<string, { role: Role | null; person: () => Person; caller: () => Caller }> = {
  member: { role: 'member', person: () => acme.member, caller: () => as(acme.member) },
  admin: { role: 'admin', person: () => acme.admin, caller: () => as(acme.admin) },
  owner: { role: 'owner', person: () => acme.owner, caller: () => as(acme.owner) },
  'former member': { role: null, person: () => former, caller: () => as(former) },
  'owner of another organization': { role: null, person: () => umbrella.owner, caller: () => as(umbrella.owner) },
  'person without an account': { role: null, person: () => former, caller: () => as({ ...former, userId: randomUUID() }) },
  'member’s key': { role: 'member', person: () => acme.member, caller: () => asKey(keys.member!, all) },
  'admin’s key': { role: 'admin', person: () => acme.admin, caller: () => asKey(keys.admin!, all) },
  'owner’s key': { role: 'owner', person: () => acme.owner, caller: () => asKey(keys.owner!, all) },
  'former member’s key': { role: null, person: () => former, caller: () => asKey(formersKey, all) },
  'key of another organization': { role: null, person: () => umbrella.owner, caller: () => asKey(keys.stranger!, all) },
};

const names = Object.keys(actors);
const byName = ofOrganizations.map((operation) => [operation.definition.name, operation] as const);

test('there are operations, and each has a permission of the policy table', () => {
  expect(byName.length).toBeGreaterThan(0);
  for (const [name, { definition }] of byName) expect(Object.keys(policy), name).toContain(definition.permission);
});

describe.each(byName)('[S3] %s', (_, operation) => {
  const { permission, effect } = operation.definition;
  const forPeopleAlone = (policy[permission!] as Rule).scope === null;
  if (final.includes(operation.definition.name)) beforeEach(found);

  test.each(names)('done by %s, to what is their own, ends as the policy table says', async (name) => {
    const { role, person, caller } = actors[name]!;
    const owner = role === null ? acme.colleague : person();
    const input = await inputFor(operation, acme, owner);
    const before = await dump();
    const expected = role === null ? 'not_found' : reachOf(role, permission!) === null || (forPeopleAlone && caller().actor.kind === 'key') ? 'forbidden' : null;
    expect(await outcome(operation(caller(), input))).toBe(expected);
    if (expected !== null || effect === 'read') expect(await dump()).toBe(before);
  });

  test('done by nobody is refused before anything is looked at', async () => {
    const input = await inputFor(operation, acme, acme.member);
    const before = await dump();
    expect(await outcome(operation(nobody, input))).toBe('unauthenticated');
    expect(await dump()).toBe(before);
  });

  test('done by a key with any scopes but the one it needs, is forbidden', async () => {
    const needed = (policy[permission!] as Rule).scope ?? 'no:scope';
    const resource = needed.slice(0, needed.lastIndexOf(':'));
    const others = catalogue().flatMap((group) => group.actions.map((action) => `${group.resource}:${action}`)).filter((scope) => scope !== needed);
    const input = await inputFor(operation, acme, acme.owner);
    for (const scopes of [[''], ['*'], others, [needed.toUpperCase()], [`${resource}:`], [`x${needed}`], [`${needed}x`]]) {
      expect(await outcome(operation(await holding(keys.owner!, scopes), input)), scopes.join(' ')).toBe('forbidden');
    }
    await holding(keys.owner!, all);
  });

  if (thingsOf(operation).length > 0) {
    test.each(names.filter((name) => actors[name]!.role !== null))('[S1] done by %s, to what is another member’s, reaches as far as the policy table says', async (name) => {
      const { role, caller } = actors[name]!;
      const input = await inputFor(operation, acme, acme.colleague);
      const reach = reachOf(role!, permission!);
      expect(await outcome(operation(caller(), input))).toBe(reach === 'all' ? null : reach === 'own' ? 'not_found' : 'forbidden');
    });

    if (reachOf('member', permission!) !== 'all') test('[S1] a member asking for another member’s gets the answer for one that does not exist', async () => {
      const anothers = await inputFor(operation, acme, acme.colleague);
      const before = await dump();
      const refusal = await refusalOf(operation(as(acme.member), anothers));
      for (const field of thingsOf(operation)) {
        expect(refusal).toEqual(await refusalOf(operation(as(acme.member), { ...anothers, [field]: randomUUID() })));
      }
      expect(await dump()).toBe(before);
    });

    test('[S2] an owner asking for another organization’s in their own gets the answer for one that does not exist', async () => {
      const theirs = await inputFor(operation, umbrella, umbrella.member);
      const before = await dump();
      const refusal = await refusalOf(operation(as(acme.owner), { ...theirs, organization: acme.id }));
      expect(refusal.reason).toBe('not_found');
      for (const field of thingsOf(operation)) {
        expect(refusal).toEqual(await refusalOf(operation(as(acme.owner), { ...theirs, organization: acme.id, [field]: randomUUID() })));
      }
      expect(await dump()).toBe(before);
    });

    test('an id that is none is refused without a query for it', async () => {
      const input = await inputFor(operation, acme, acme.owner);
      for (const field of thingsOf(operation)) {
        for (const id of ['', '1', "' or true --", `${input[field] as string} `, '\0', null, 7, [input[field]]]) {
          expect(await outcome(operation(as(acme.owner), { ...input, [field]: id }))).toBe('invalid');
        }
      }
    });
  }

  test('[S2] another organization’s id or slug gets the answer for one that does not exist', async () => {
    const input = await inputFor(operation, acme, acme.member);
    const before = await dump();
    const refusal = await refusalOf(operation(as(umbrella.owner), { ...input, organization: randomUUID() }));
    expect(refusal.reason).toBe('not_found');
    for (const organization of [acme.id, acme.slug, acme.id.toUpperCase(), 'no-such-organization', 'a\0b', "' or true --", '%']) {
      expect(await refusalOf(operation(as(umbrella.owner), { ...input, organization })), organization).toEqual(refusal);
    }
    expect(await dump()).toBe(before);
  });
});

describe.each(operations.map((operation) => [operation.definition.name, operation] as const))('[S6] %s', (_, operation) => {
  test('refuses fields that are not its inputs', async () => {
    const fields = ['userId', 'orgId', 'organizationId', 'role', 'hash', 'createdAt', 'createdBy', 'scope', '__proto__x'].filter((field) => !fieldsOf(operation).includes(field));
    for (const field of fields) {
      const refusal = await refusalOf(operation(as(acme.owner), { [field]: 'owner' }));
      expect(refusal.fields).toContainEqual({ path: field, problem: 'unknown_field' });
    }
  });
});

describe('[S8] a demotion', () => {
  test('counts from the next request, for the person and for their keys', async () => {
    const admin = await aMember(acme.id, 'admin');
    const { key } = await aKeyOf(admin, acme);
    const others = ofOrganizations.find(({ definition }) => definition.name === 'get_key')!;
    const input = await inputFor(others, acme, acme.colleague);
    expect(await outcome(others(as(admin), input))).toBeNull();
    expect(await outcome(others(await holding(key, all), input))).toBeNull();
    await changeRole(acme.id, admin, 'member');
    expect(await outcome(others(as(admin), input))).toBe('not_found');
    expect(await outcome(others(asKey(key, all), input))).toBe('not_found');
  });
});
