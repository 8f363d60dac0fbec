'use client';

import { useTranslations } from 'next-intl';
import type { Sent } from '@/lib/core/invitations/invitation';
import { SecretLine } from './secret-line';
import { Notice } from './ui/notice';

/** What became of an invitation: mailed, not mailed, or a link that is shown this once. */
export function InvitationLink({ invitation, origin }: { invitation: Pick<Sent, 'email' | 'state' | 'token'>; origin: string }) {
  const t = useTranslations('invitations');
  if (invitation.token) return <SecretLine label={t('link_for', { email: invitation.email })} text={`${origin}/invitation/${invitation.token}`} />;
  if (invitation.state === 'unsent') return <Notice kind="error">{t('not_sent', { email: invitation.email })}</Notice>;
  return <Notice kind="success">{t('mailed', { email: invitation.email })}</Notice>;
}
