'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import type { Role } from '@/lib/core/access';
import type { Sent } from '@/lib/core/invitations/invitation';
import type { FormState } from '@/lib/transport/action';
import { InvitationLink } from './invitation-link';
import { ArrivingHeading } from './ui/arriving-heading';
import { Button, LinkButton } from './ui/button';
import { Notice } from './ui/notice';
import { SelectField } from './ui/select-field';
import { TextAreaField } from './ui/text-area-field';

type Props = {
  action: (state: FormState<Sent[]>, form: FormData) => Promise<FormState<Sent[]>>;
  organization: string;
  roles: Role[];
  origin: string;
  membersUrl: string;
};

/** Invites several at once; then says what became of each, in the form's place. */
export function InviteForm({ action, organization, roles, origin, membersUrl }: Props) {
  const t = useTranslations();
  const [state, send, pending] = useActionState(action, { status: 'untouched' });
  if (state.status === 'done') {
    return (
      <div className="space-y-4">
        <ArrivingHeading level={2} className="text-base font-semibold">
          {t('invitations.invited', { count: state.result.length })}
        </ArrivingHeading>
        {state.result.some(({ token }) => token) && <Notice kind="warning">{t('invitations.links_once')}</Notice>}
        {state.result.map((invitation) => (
          <InvitationLink key={invitation.id} invitation={invitation} origin={origin} />
        ))}
        <LinkButton href={membersUrl} tone="primary">
          {t('invitations.to_members')}
        </LinkButton>
      </div>
    );
  }
  const refused = state.status === 'refused' ? state : null;
  const wrong = refused && Object.entries(refused.fields).find(([path]) => path.startsWith('emails'))?.[1];
  return (
    <form action={send} className="space-y-5">
      {refused && <Notice kind="error">{refused.message}</Notice>}
      <input type="hidden" name="organization" value={organization} />
      <TextAreaField label={t('invitations.emails')} name="emails" hint={t('invitations.emails_hint')} rows={4} required autoComplete="off" defaultValue={refused?.values.emails} error={wrong ?? undefined} />
      <SelectField key={refused?.values.role} label={t('members.role')} name="role" defaultValue={refused?.values.role ?? 'member'} choices={roles.map((role) => ({ value: role, label: t(`roles.${role}`) }))} hint={t('invitations.role_hint')} />
      <div className="flex flex-row-reverse flex-wrap justify-start gap-2">
        <Button type="submit" tone="primary" disabled={pending}>
          {t('invitations.send')}
        </Button>
        <LinkButton href={membersUrl}>{t('app.cancel')}</LinkButton>
      </div>
    </form>
  );
}
