import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceptInvitation } from '@/lib/core/invitations/accept';
import { createInvitations } from '@/lib/core/invitations/create';
import { joinByInvitation } from '@/lib/core/invitations/join';
import { listInvitations } from '@/lib/core/invitations/list';
import { openInvitation } from '@/lib/core/invitations/open';
import { resendInvitation } from '@/lib/core/invitations/resend';
import { withdrawInvitation } from '@/lib/core/invitations/withdraw';
import { changeRole } from '@/lib/core/members/change-role';
import { removeMember } from '@/lib/core/members/remove';
import { listOrganizations } from '@/lib/core/organizations/list';
import { eventsAbout } from '@/tests/support/audit';
import { dump, freshDatabase, rows } from '@/tests/support/database';
import { anInvitationTo } from '@/tests/support/invitations';
import { aMailServer, withMail, type Mailbox } from '@/tests/support/mail';
import { aMember, anOrganization, as, from, newEmail, nobody, type TestOrganization } from '@/tests/support/people';
import { outcome, refusalOf } from '@/tests/support/refusals';

freshDatabase();

let acme: TestOrganization;
let umbrella: TestOrganization;
let mailbox: Mailbox;
beforeAll(async () => {
  acme = await anOrganization();
  umbrella = await anOrganization('Umbrella');
  mailbox = await aMailServer();
});
afterAll(() => mailbox.close());

const password = 'seven unrelated green words';
const joins = (token: string, name = 'New Person') => joinByInvitation(nobody, { token, name, password });
const invite = (email: string | string[], role: 'owner' | 'admin' | 'member' = 'member', by = acme.admin) => createInvitations(as(by), { organization: acme.id, emails: [email].flat(), role });
const verified = async (email: string) => (await rows('select email_verified_at is not null as yes from users where email = $1', email))[0]!.yes;

describe('without mail', () => {
  test('each invited address gets a link of its own, which is stored as a hash and shown once', async () => {
    const emails = [newEmail(), newEmail(), newEmail()];
    const made = await invite([...emails, emails[0]!.toUpperCase()]);
    expect(made.map(({ email }) => email)).toEqual(emails);
    expect(new Set(made.map(({ token }) => token)).size).toBe(3);
    const stored = await dump();
    const listed = JSON.stringify(await listInvitations(as(acme.admin), { organization: acme.id }));
    for (const { token } of made) {
      expect(stored).not.toContain(token);
      expect(listed).not.toContain(token);
    }
  });

  test('[S9] a new person joins the organization of the invitation in its role, once', async () => {
    const [{ token, email, id }] = (await invite(newEmail(), 'admin')) as [Awaited<ReturnType<typeof invite>>[number]];
    const { userId, organization } = await joins(token!);
    expect(organization).toMatchObject({ id: acme.id });
    expect(await rows('select organization_id, role from memberships where user_id = $1', userId)).toEqual([{ organization_id: acme.id, role: 'admin' }]);
    expect(await refusalOf(joins(token!))).toMatchObject({ reason: 'expired', problem: 'invitation_used' });
    expect((await eventsAbout(acme, id)).map(({ action }) => action)).toEqual(['invitation.created', 'invitation.accepted']);
    expect((await eventsAbout(acme, userId)).map(({ action, entity_name }) => [action, entity_name])).toEqual([['account.created', email], ['member.joined', email]]);
    expect(await verified(email)).toBe(false);
  });

  test('[S9] somebody who has an account joins with it, with another role in each organization, and only the invited address can', async () => {
    const { token } = await anInvitationTo(acme, 'admin', umbrella.member.email);
    expect(await refusalOf(joins(token))).toMatchObject({ problem: 'sign_in_first' });
    expect(await refusalOf(acceptInvitation(as(umbrella.colleague), { token }))).toMatchObject({ reason: 'forbidden', problem: 'invited_another' });
    expect(await outcome(acceptInvitation(nobody, { token }))).toBe('unauthenticated');
    await acceptInvitation(as(umbrella.member), { token });
    expect((await listOrganizations(as(umbrella.member), {})).map(({ name, role }) => [name, role])).toEqual([['Acme', 'admin'], ['Umbrella', 'member']]);
    expect(await refusalOf(acceptInvitation(as(umbrella.member), { token }))).toMatchObject({ reason: 'expired', problem: 'invitation_used' });
  });

  test('opening an invitation changes nothing and signs nobody in', async () => {
    const { token } = await anInvitationTo(acme);
    const before = await dump();
    expect(await openInvitation(nobody, { token })).toMatchObject({ organization: { name: 'Acme' }, state: 'open', hasAccount: false });
    expect(await openInvitation(nobody, { token: 'no such token' })).toBeNull();
    expect(await dump()).toBe(before);
  });

  test('after seven days it is expired, and sending it again gives seven more under another link', async () => {
    const { id, token, email } = await anInvitationTo(acme);
    await rows(`update invitations set expires_at = statement_timestamp() - make_interval(secs => 0.001) where id = $1`, id);
    expect(await refusalOf(joins(token))).toMatchObject({ reason: 'expired', problem: 'invitation_expired' });
    const again = await resendInvitation(as(acme.admin), { organization: acme.id, invitation: id });
    expect(again).toMatchObject({ id, email, state: 'pending', token: expect.any(String) });
    expect(await refusalOf(joins(token))).toMatchObject({ problem: 'invitation_unknown' });
    await joins(again.token!);
  });

  test('a withdrawn one works no more', async () => {
    const { id, token } = await anInvitationTo(acme);
    await withdrawInvitation(as(acme.admin), { organization: acme.id, invitation: id });
    expect(await refusalOf(joins(token))).toMatchObject({ reason: 'expired', problem: 'invitation_withdrawn' });
    expect(await outcome(withdrawInvitation(as(acme.admin), { organization: acme.id, invitation: id }))).toBe('not_found');
    expect((await eventsAbout(acme, id)).map(({ action }) => action)).toEqual(['invitation.created', 'invitation.withdrawn']);
  });

  test('who is a member, or invited already, is not invited again; then nobody of the list is', async () => {
    const before = await dump();
    expect((await refusalOf(invite([newEmail(), acme.member.email]))).fields).toEqual([{ path: 'emails', problem: 'already_member', values: { email: acme.member.email } }]);
    expect(await dump()).toBe(before);
    const { email, id } = await anInvitationTo(acme);
    expect((await refusalOf(invite(email))).fields[0]).toMatchObject({ problem: 'already_invited' });
    await rows(`update invitations set expires_at = statement_timestamp() - make_interval(secs => 0.001) where id = $1`, id);
    expect(await invite(email)).toMatchObject([{ email, state: 'pending' }]);
  });

  test('[S8] only owners invite owners, or touch such an invitation', async () => {
    expect(await outcome(invite(newEmail(), 'owner'))).toBe('forbidden');
    const [made] = await invite(newEmail(), 'owner', acme.owner);
    const it = { organization: acme.id, invitation: made!.id };
    expect(await outcome(resendInvitation(as(acme.admin), it))).toBe('forbidden');
    expect(await outcome(withdrawInvitation(as(acme.admin), it))).toBe('forbidden');
    await withdrawInvitation(as(acme.owner), it);
  });

  test('nobody comes back through a link of their own: removal and demotion withdraw what one could not send any more', async () => {
    const admin = await aMember(acme.id, 'admin');
    const [first] = await invite(newEmail(), 'member', admin);
    await changeRole(as(acme.owner), { organization: acme.id, member: admin.userId, role: 'member' });
    expect(await refusalOf(joins(first!.token!))).toMatchObject({ problem: 'invitation_withdrawn' });
    await changeRole(as(acme.owner), { organization: acme.id, member: admin.userId, role: 'admin' });
    const [second] = await invite(newEmail(), 'admin', admin);
    await removeMember(as(acme.owner), { organization: acme.id, member: admin.userId });
    expect(await refusalOf(joins(second!.token!))).toMatchObject({ problem: 'invitation_withdrawn' });
    expect((await eventsAbout(acme, second!.id)).map(({ action }) => action)).toEqual(['invitation.created', 'invitation.withdrawn']);
  });

  test('what is no address, and more than fifty, is refused', async () => {
    for (const emails of [[], ['x'], ['a@b\r\nBcc: c@d.example'], Array.from({ length: 51 }, newEmail)]) expect(await outcome(invite(emails))).toBe('invalid');
  });
});

describe('with mail', () => {
  const last = () => mailbox.mails.at(-1)!;

  test('the link goes out by mail, is never shown, and proves the address', async () => {
    await withMail(mailbox, async () => {
      const email = newEmail();
      const [made] = await invite(email);
      expect(made).toMatchObject({ state: 'pending', token: null });
      expect(last()).toMatchObject({ to: [email], from: 'Latchkey <keys@example.com>', subject: `${acme.admin.name} invites you to Acme on Latchkey`, link: expect.stringMatching(/^https:\/\/keys\.example\.com\/invitation\/[\w-]{43}$/) });
      await joins(last().link.split('/').at(-1)!);
      expect(await verified(email)).toBe(true);
    });
  });

  test('[S24] who joins with an account proves its address, which each of the person’s organizations sees once', async () => {
    await withMail(mailbox, async () => {
      const person = await aMember(umbrella.id);
      const joined = async () => {
        await invite(person.email);
        await acceptInvitation(as(person), { token: last().link.split('/').at(-1)! });
        await rows('delete from memberships where organization_id = $1 and user_id = $2', acme.id, person.userId);
      };
      await joined();
      expect(await verified(person.email)).toBe(true);
      await joined();
      for (const organization of [acme, umbrella]) {
        const events = (await eventsAbout(organization, person.userId)).filter(({ action }) => action === 'account.updated');
        expect(events).toMatchObject([{ actor_id: person.userId, entity_name: person.email, before: { emailVerified: false }, after: { emailVerified: true } }]);
      }
    });
  });

  test('it is written in the reader’s language where it is known, else in the sender’s', async () => {
    await withMail(mailbox, async () => {
      await rows(`update users set locale = 'ko' where id = $1`, acme.owner.userId);
      await invite(newEmail(), 'member', acme.owner);
      expect(last().subject).toContain('초대했습니다');
      await rows(`update users set locale = 'ja' where id = $1`, umbrella.admin.userId);
      await invite(umbrella.admin.email, 'member', acme.owner);
      expect(last().subject).toContain('への招待');
      expect(last().text).toContain('メンバー');
    });
  });

  test('when the server does not take it the invitation stands, says so, and can be sent again', async () => {
    await withMail(mailbox, async () => {
      mailbox.refuse(true);
      const email = newEmail();
      const [made] = await invite(email);
      expect(made).toMatchObject({ state: 'unsent', token: null });
      mailbox.refuse(false);
      const it = { organization: acme.id, invitation: made!.id };
      expect((await listInvitations(as(acme.admin), { organization: acme.id })).items.find(({ id }) => id === made!.id)).toMatchObject({ state: 'unsent' });
      expect(await resendInvitation(as(acme.admin), it)).toMatchObject({ state: 'pending', token: null });
      expect(last().to).toEqual([email]);
    });
  });

  test('several are mailed at once', async () => {
    await withMail(mailbox, async () => {
      const emails = Array.from({ length: 10 }, newEmail);
      const before = mailbox.mails.length;
      await invite(emails);
      expect(mailbox.mails.slice(before).flatMap(({ to }) => to).toSorted()).toEqual(emails.toSorted());
    });
  });
});

test('the address from which somebody joins stands in the event', async () => {
  const { token, id } = await anInvitationTo(acme);
  await joinByInvitation(from('203.0.113.7'), { token, name: 'Far', password });
  expect((await eventsAbout(acme, id)).at(-1)).toMatchObject({ action: 'invitation.accepted', address: '203.0.113.7', actor_name: 'Far' });
});
