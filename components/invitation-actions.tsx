'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import type { Invitation, Sent } from '@/lib/core/invitations/invitation';
import type { FormState } from '@/lib/transport/action';
import { InvitationLink } from './invitation-link';
import { Button } from './ui/button';

type Action<R> = (state: FormState<R>, form: FormData) => Promise<FormState<R>>;

type Props = {
  resend: Action<Sent>;
  withdraw: Action<unknown>;
  organization: string;
  invitation: Pick<Invitation, 'id' | 'email' | 'state'>;
  origin: string;
};

/** Sends an invitation again, or takes it back; what the mail server did not take can be tried once more. A state that holds a link renders no form. */
export function InvitationActions({ resend, withdraw, organization, invitation, origin }: Props) {
  const t = useTranslations('invitations');
  const [sent, send, sending] = useActionState(resend, { status: 'untouched' });
  const [withdrawn, takeBack, taking] = useActionState(withdraw, { status: 'untouched' });
  const result = sent.status === 'done' ? sent.result : null;
  const unsent = result?.state === 'unsent';
  if (result && !unsent) return <InvitationLink invitation={result} origin={origin} />;
  const hidden = (
    <>
      <input type="hidden" name="organization" value={organization} />
      <input type="hidden" name="invitation" value={invitation.id} />
    </>
  );
  const refused = [sent, withdrawn].find((state) => state.status === 'refused');
  return (
    <div>
      <div className="flex flex-wrap justify-end gap-1 xl:flex-nowrap">
        <form action={send}>
          {hidden}
          <Button type="submit" size="small" tone="quiet" disabled={sending} aria-label={t('resend_to', { email: invitation.email })}>
            {t(invitation.state === 'unsent' ? 'retry' : 'resend')}
          </Button>
        </form>
        <form action={takeBack}>
          {hidden}
          <Button type="submit" size="small" tone="quiet-danger" disabled={taking} aria-label={t('withdraw_from', { email: invitation.email })}>
            {t('withdraw')}
          </Button>
        </form>
      </div>
      {unsent && (
        <div className="text-start whitespace-normal">
          <InvitationLink invitation={result} origin={origin} />
        </div>
      )}
      <p role="alert" className="whitespace-normal text-danger empty:hidden">
        {refused?.status === 'refused' ? refused.message : ''}
      </p>
    </div>
  );
}
