'use client';

import { useActionState } from 'react';
import { useTranslations } from 'next-intl';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Notice } from '@/components/ui/notice';
import { setUpAction } from './actions';

export function SetUpForm({ token }: { token: string }) {
  const t = useTranslations('setup');
  const [state, submit, pending] = useActionState(setUpAction, { status: 'untouched' });
  const refused = state.status === 'refused' ? state : null;
  const kept = (name: string) => ({ name, error: refused?.fields[name], defaultValue: refused?.values[name], required: true });
  return (
    <form action={submit} className="space-y-5">
      {refused && <Notice kind="error">{refused.message}</Notice>}
      <input type="hidden" name="token" value={token} />
      <Field {...kept('organization')} label={t('organization')} hint={t('organization_hint')} maxLength={100} autoComplete="organization" />
      <Field {...kept('name')} label={t('name')} maxLength={100} autoComplete="name" />
      <Field {...kept('email')} label={t('email')} type="email" autoComplete="username" />
      <Field {...kept('password')} label={t('password')} hint={t('password_hint')} type="password" minLength={15} autoComplete="new-password" />
      <Button type="submit" tone="primary" disabled={pending} className="w-full">
        {t('submit')}
      </Button>
    </form>
  );
}
