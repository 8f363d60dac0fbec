import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { listMembers } from '@/lib/core/members/list';
import { listOrganizations } from '@/lib/core/organizations/list';
import { endSession } from '@/lib/core/sessions/end';
import { findSession } from '@/lib/core/sessions/find';
import { freshDatabase, rows } from '@/tests/support/database';
import { anOrganization, as, asKey, nobody, removed, signedIn, aMember, type TestOrganization } from '@/tests/support/people';
import { outcome } from '@/tests/support/refusals';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

test('[S17] after signing out the session is dead, and others of the same person live', async () => {
  const one = await signedIn(acme.member);
  const two = await signedIn(acme.member);
  await endSession(one, {});
  expect(await findSession(one.actor.sessionId)).toBeNull();
  expect(await findSession(two.actor.sessionId)).not.toBeNull();
  expect(await outcome(endSession(one, {}))).toBe('not_found');
});

test('[S17] one ends one’s own sessions only', async () => {
  const theirs = await signedIn(acme.colleague);
  const mine = as(acme.member);
  expect(await outcome(endSession({ ...mine, actor: { ...mine.actor, sessionId: theirs.actor.sessionId } as never }, {}))).toBe('not_found');
  expect(await findSession(theirs.actor.sessionId)).not.toBeNull();
});

test('[S24] it leaves an event', async () => {
  const caller = await signedIn(acme.member);
  await endSession(caller, {});
  expect(await rows(`select actor_id, entity_id from audit_events where action = 'session.ended' and request_id = $1`, caller.requestId)).toEqual([{ actor_id: acme.member.userId, entity_id: acme.member.userId }]);
});

test('[S17] after thirty days a session is over by itself', async () => {
  const { actor } = await signedIn(acme.member);
  await rows('update sessions set expires_at = statement_timestamp() - make_interval(secs => 0.001) where id = $1', actor.sessionId);
  expect(await findSession(actor.sessionId)).toBeNull();
});

describe('[S20] what is no session', () => {
  test.each([undefined, null, '', 'x', 0, true, {}, [], randomUUID()])('%j finds nobody', async (id) => {
    expect(await findSession(id)).toBeNull();
  });

  test('grants no account', async () => {
    for (const caller of [nobody, asKey({ id: randomUUID() }, ['*:*']), as({ ...acme.member, userId: randomUUID() })]) {
      expect(await outcome(listOrganizations(caller, {}))).toBe('unauthenticated');
    }
  });
});

test('[S17] after removal a session reaches every organization but that one', async () => {
  const person = await aMember(acme.id);
  const umbrella = await anOrganization('Umbrella');
  await rows(`insert into memberships (organization_id, user_id, role) values ($1, $2, 'admin')`, umbrella.id, person.userId);
  const caller = await signedIn(person);
  expect((await listOrganizations(caller, {})).map(({ name, role }) => [name, role])).toEqual([['Acme', 'member'], ['Umbrella', 'admin']]);
  await removed(acme.id, person);
  expect((await listOrganizations(caller, {})).map(({ name }) => name)).toEqual(['Umbrella']);
  await rows('update organizations set deleted_at = now() where id = $1', umbrella.id);
  expect(await listOrganizations(caller, {})).toEqual([]);
});

test('expired sessions are thrown away when their person signs in again: when one was last active stays, and so does whoever does not come back', async () => {
  const [person, away] = [await aMember(acme.id), await aMember(acme.id)];
  for (const each of [person, person, away]) await signedIn(each);
  const ages = `created_at = created_at - interval '31 days', expires_at = expires_at - interval '31 days', last_seen_at = last_seen_at - interval '5 days'`;
  await rows(`update sessions set ${ages} where user_id in ($1, $2)`, person.userId, away.userId);
  const ended = await signedIn(person, '192.0.2.77');
  await endSession(ended, {});
  const lastActive = async () => (await listMembers(as(acme.owner), { organization: acme.id })).items.find(({ id }) => id === away.userId)!.lastSeenAt;
  const before = await lastActive();
  const { actor } = await signedIn(person);
  expect((await rows('select id from sessions where user_id = $1', person.userId)).map(({ id }) => id).toSorted()).toEqual([ended.actor.sessionId, actor.sessionId].toSorted());
  expect(before).not.toBeNull();
  expect(await lastActive()).toEqual(before);
});
