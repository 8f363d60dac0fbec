'use client';

import { useActionState } from 'react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { signInAction } from './actions';

export function SignInForm({ next }: { next: string }) {
  const t = useTranslations('signin');
  const [state, submit, pending] = useActionState(signInAction, { status: 'untouched' });
  const refused = state.status === 'refused' ? state : null;
  return (
    <form action={submit} className="space-y-5">
      {refused && <Notice kind="error">{refused.message}</Notice>}
      <input type="hidden" name="next" value={next} />
      <Field label={t('email')} name="email" type="email" autoComplete="username" defaultValue={refused?.values.email} required />
      <Field label={t('password')} name="password" type="password" autoComplete="current-password" required />
      <Button type="submit" tone="primary" disabled={pending} className="w-full">
        {t('submit')}
      </Button>
    </form>
  );
}
