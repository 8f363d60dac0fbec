'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { SecretReveal } from '@/components/secret-reveal';
import { ArrivingHeading } from '@/components/ui/arriving-heading';
import { Button, LinkButton } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import type { Asking } from '@/lib/transport/asking';
import { openHandoverAction } from './actions';

type Props = { token: string; name: string; keysUrl: string; asking: Asking };

/** Asks for a click, then shows the secret in place of the form: a form's state would carry it into hidden inputs. */
export function HandoverForm({ token, name, keysUrl, asking }: Props) {
  const t = useTranslations();
  const [state, submit, pending] = useActionState(openHandoverAction, { status: 'untouched' });
  if (state.status === 'done') {
    const { id, revealed } = state.result;
    return (
      <div className="max-w-2xl">
        <ArrivingHeading className="mb-5 text-2xl font-semibold wrap-anywhere">{t('reveal.heading', { name: state.result.name })}</ArrivingHeading>
        <SecretReveal revealed={revealed} asking={asking} useUrl={`${keysUrl}/${id}/use`} />
        <p className="mt-6">
          <LinkButton href={keysUrl} tone="primary">
            {t('keys.to_list')}
          </LinkButton>
        </p>
      </div>
    );
  }
  return (
    <form action={submit} className="mx-auto mt-4 max-w-md space-y-5 rounded-xl border border-line bg-surface p-6 shadow-sm sm:mt-10 sm:p-8">
      <h1 className="text-xl font-semibold">{t('connect.handover')}</h1>
      {state.status === 'refused' && <Notice kind="error">{state.message}</Notice>}
      <p className="text-ink-soft wrap-anywhere">{t('connect.handover_help', { name })}</p>
      <input type="hidden" name="token" value={token} />
      <Button type="submit" tone="primary" disabled={pending} className="w-full">
        {t('connect.handover_show')}
      </Button>
    </form>
  );
}
