import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { addMember } from '@/lib/core/members/add';
import { eventsAbout } from '@/tests/support/audit';
import { dump, freshDatabase } from '@/tests/support/database';
import { anOrganization, as, signedIn, system, type TestOrganization } from '@/tests/support/people';
import { outcome, refusalOf } from '@/tests/support/refusals';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

const person = (email = `${randomUUID()}@example.com`) => ({ organization: acme.id, name: 'Yui', email, password: 'kX9#vQ2$mZ7!pLw', role: 'member' as const });

test('[S24] Latchkey itself adds a person, who can sign in; the account and the membership leave an event each', async () => {
  const input = person();
  const { userId } = await addMember(system, input);
  await signedIn({ ...input, userId });
  expect((await eventsAbout(acme, userId)).filter(({ entity }) => entity !== 'session')).toMatchObject([
    { action: 'account.created', actor_type: 'system', actor_name: 'test' },
    { action: 'member.joined', actor_type: 'system', after: { role: 'member' } },
  ]);
});

test('[S3] no person may, not even the owner: people are invited', async () => {
  const before = await dump();
  for (const member of [acme.owner, acme.admin, acme.member]) expect(await outcome(addMember(as(member), person()))).toBe('forbidden');
  expect(await dump()).toBe(before);
});

test('an address that is taken is refused beside its field, in any spelling', async () => {
  const before = await dump();
  expect(await refusalOf(addMember(system, person(acme.owner.email.toUpperCase())))).toMatchObject({ reason: 'invalid', fields: [{ path: 'email', problem: 'email_taken' }] });
  expect(await dump()).toBe(before);
});

test('[S19] a weak password is refused beside its field', async () => {
  const { fields } = await refusalOf(addMember(system, { ...person(), password: 'short' }));
  expect(fields).toEqual([{ path: 'password', problem: 'password_short', values: { least: 15 } }]);
});

test('a role that there is none is refused', async () => {
  expect((await refusalOf(addMember(system, { ...person(), role: 'superuser' as never }))).reason).toBe('invalid');
});
