import { database } from '@/db/client';
import { log } from '@/lib/log';
import { sendMail } from '@/lib/mail';
import { selectLocale } from '../accounts/store';
import type { Sent } from './invitation';
import { markMailed, selectLinked } from './store';

/** Mails the links of these invitations, and takes the tokens out of what is answered. One that fails stands as unsent. */
export async function mailAll(invitations: Sent[]): Promise<Sent[]> {
  return Promise.all(invitations.map(async (invitation) => (invitation.delivery === 'mail' ? mailOne(invitation, invitation.token!) : invitation)));
}

async function mailOne(invitation: Sent, token: string): Promise<Sent> {
  try {
    await deliver(invitation, token);
    return { ...invitation, token: null, state: 'pending' };
  } catch (error) {
    log().error({ err: error }, 'an invitation could not be mailed');
    return { ...invitation, token: null, state: 'unsent' };
  }
}

async function deliver({ id, email, invitedBy }: Sent, token: string): Promise<void> {
  const { db } = database();
  const linked = await selectLinked(db, token);
  if (!linked) return;
  const locale = (await selectLocale(db, { email })) ?? (invitedBy && (await selectLocale(db, { id: invitedBy.id })));
  await sendMail('invitation', { to: email, locale, path: `/invitation/${token}`, values: { organization: linked.organization.name, inviter: invitedBy?.name ?? 'Latchkey', role: linked.role } });
  await markMailed(id, token);
}
