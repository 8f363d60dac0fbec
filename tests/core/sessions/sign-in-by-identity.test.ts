import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { removeMember } from '@/lib/core/members/remove';
import { listOrganizations } from '@/lib/core/organizations/list';
import { findSession } from '@/lib/core/sessions/find';
import { signInByIdentity } from '@/lib/core/sessions/sign-in-by-identity';
import { auditOf, eventsAbout } from '@/tests/support/audit';
import { freshDatabase, rows } from '@/tests/support/database';
import { withEnvironment } from '@/tests/support/environment';
import { anInvitationTo } from '@/tests/support/invitations';
import { aMember, anOrganization, as, newEmail, nobody, type TestOrganization } from '@/tests/support/people';
import { outcome } from '@/tests/support/refusals';

freshDatabase();

let acme: TestOrganization;
beforeAll(async () => {
  acme = await anOrganization();
});

const issuer = 'https://accounts.example.com';
const provider = { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: 'latchkey', OIDC_CLIENT_SECRET: 'unused' };
const joining = <T>(organization: string, use: () => Promise<T>) => withEnvironment({ ...provider, OIDC_AUTO_JOIN: organization }, use);
const claims = (given: Record<string, unknown> = {}) => ({ issuer, subject: randomUUID(), email: newEmail(), emailVerified: true as unknown, name: 'Kim' as unknown, ...given });
const signIn = (given: ReturnType<typeof claims>) => signInByIdentity(nobody, given);

/** Signs in and gives who it was; it must have worked. */
async function begun(given: ReturnType<typeof claims>) {
  const result = await signIn(given);
  if ('problem' in result) throw new Error(result.problem);
  return result;
}

const prove = (email: string) => rows('update users set email_verified_at = now() where email = $1', email);

describe('the first sign-in', () => {
  test('is for the invited: it makes the account, accepts the invitation, and proves the address', async () => {
    const { email, id } = await anInvitationTo(acme, 'admin');
    const who = claims({ email: email.toUpperCase() });
    const { userId, sessionId } = await begun(who);
    expect(await findSession(sessionId)).toMatchObject({ user: { email, name: 'Kim' } });
    expect(await rows('select role from memberships where user_id = $1', userId)).toEqual([{ role: 'admin' }]);
    expect((await eventsAbout(acme, userId)).map(({ action }) => action).toSorted()).toEqual(['account.created', 'account.identity_linked', 'member.joined', 'session.started']);
    expect((await eventsAbout(acme, id)).at(-1)).toMatchObject({ action: 'invitation.accepted' });
    expect((await begun(who)).userId).toBe(userId);
  });

  test('without an invitation is refused, and leaves nothing', async () => {
    const who = claims();
    expect(await signIn(who)).toEqual({ problem: 'not_invited' });
    expect(await rows('select id from users where email = $1', who.email)).toEqual([]);
    expect(await rows('select id from audit_events where organization_id is null')).toEqual([]);
  });

  test('joins the organization that OIDC_AUTO_JOIN names, in its role', async () => {
    await joining(`${acme.slug}:member`, async () => {
      const { userId } = await begun(claims());
      expect(await rows('select organization_id, role from memberships where user_id = $1', userId)).toEqual([{ organization_id: acme.id, role: 'member' }]);
    });
    await joining('no-such-one:member', async () => expect(await outcome(signIn(claims()))).toBe('unavailable'));
  });

  test('who was removed does not come back by signing in again', async () => {
    await joining(`${acme.slug}:member`, async () => {
      const who = claims();
      const { userId } = await begun(who);
      await removeMember(as(acme.owner), { organization: acme.id, member: userId });
      const again = await begun(who);
      expect(again.userId).toBe(userId);
      expect(await listOrganizations({ ...nobody, actor: { kind: 'member', ...again } }, {})).toEqual([]);
    });
  });
});

describe('an account that is there already', () => {
  test('is linked when its address was proven', async () => {
    const person = await aMember(acme.id);
    await prove(person.email);
    expect((await begun(claims({ email: person.email }))).userId).toBe(person.userId);
  });

  test('is never taken over when its address was not: who made it through a copied link may be anybody', async () => {
    const person = await aMember(acme.id);
    expect(await signIn(claims({ email: person.email }))).toEqual({ problem: 'account_unverified' });
    expect(await rows('select user_id from identities where user_id = $1', person.userId)).toEqual([]);
    expect((await auditOf(acme)).at(-1)).toMatchObject({ action: 'session.failed', entity_id: person.userId, actor_id: null });
  });

  test.each([[false], ['true'], [1], [null], [undefined], [{}], [[true]]])('is never taken over by an address that the provider calls verified with %j', async (emailVerified) => {
    const person = await aMember(acme.id);
    await prove(person.email);
    expect(await signIn(claims({ email: person.email, emailVerified }))).toEqual({ problem: 'address_unverified' });
  });

  test('belongs to the subject: another subject with its address is let in only where the address is proven, and the same subject of another issuer is another person', async () => {
    const { email } = await anInvitationTo(acme);
    const who = claims({ email });
    const { userId } = await begun(who);
    expect(await signIn({ ...who, issuer: 'https://evil.example.com', email: newEmail() })).toEqual({ problem: 'not_invited' });
    expect((await begun({ ...who, email: newEmail() })).userId).toBe(userId);
  });
});

describe('hostile claims', () => {
  test.each([[undefined], [null], [''], ['x'], [['a@example.com']], [{ email: 'a@example.com' }], [42], ['a@example.com\r\nb@example.com'], [`${'a'.repeat(300)}@example.com`]])('no account comes of the address %j', async (email) => {
    await joining(`${acme.slug}:member`, async () => expect(await signIn(claims({ email }))).toEqual({ problem: 'address_unverified' }));
  });

  test.each([[undefined], [''], ['a\u0000b'], ['\u202Eevil'], ['x'.repeat(101)], [['Kim']], [{}]])('the name %j is replaced by the address’s first part', async (name) => {
    const { email } = await anInvitationTo(acme);
    const { userId } = await begun(claims({ email, name }));
    expect(await rows('select name from users where id = $1', userId)).toEqual([{ name: email.split('@')[0] }]);
  });

  test.each([[''], ['a b'], ['x'.repeat(256)], ['a\u0000']])('the subject %j is none', async (subject) => {
    expect(await outcome(signIn(claims({ subject })))).toBe('invalid');
  });
});
