'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { setPlaintextAction } from './actions';

/** One button that says what it will do; what is so now stands beside it. */
export function PlaintextButton({ organization, allowed }: { organization: string; allowed: boolean }) {
  const t = useTranslations('connect');
  const [state, submit, pending] = useActionState(setPlaintextAction, { status: 'untouched' });
  return (
    <form action={submit} className="space-y-3">
      {state.status === 'refused' && <Notice kind="error">{state.message}</Notice>}
      <p role="status" className="font-medium">
        {allowed ? t('plaintext_on') : t('plaintext_off')}
      </p>
      <input type="hidden" name="organization" value={organization} />
      <input type="hidden" name="allowed" value={String(!allowed)} />
      <Button type="submit" tone={allowed ? 'plain' : 'quiet-danger'} className="border border-line" disabled={pending}>
        {allowed ? t('forbid') : t('allow')}
      </Button>
    </form>
  );
}
