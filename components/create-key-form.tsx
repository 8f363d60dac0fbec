'use client';

import { useTranslations } from 'next-intl';
import { useActionState, type ReactNode } from 'react';
import type { FormState } from '@/lib/transport/action';
import type { Key, Revealed } from '@/lib/core/keys/key';
import type { ScopeWords } from '@/lib/i18n/scopes';
import type { Asking } from '@/lib/transport/asking';
import { KeyFields } from './key-form/key-fields';
import { SecretReveal } from './secret-reveal';
import { ArrivingHeading } from './ui/arriving-heading';
import { Button, LinkButton } from './ui/button';
import { Notice } from './ui/notice';

export type Created = { key: Pick<Key, 'id' | 'name'>; revealed: Revealed };
type CreateAction = (state: FormState<Created>, form: FormData) => Promise<FormState<Created>>;

/** `keysUrl` is the list's path; the form's one-time id makes a second post of it harmless. */
export type CreateKeyProps = { action: CreateAction; organization: string; formId: string; keysUrl: string; asking: Asking; words: ScopeWords; opened: number };

/** The page of its own: the form, then the key in its place. A state that holds the secret renders no form. */
export function CreateKeyPage(props: CreateKeyProps) {
  const t = useTranslations();
  const [state, submit, pending] = useActionState(props.action, { status: 'untouched' });
  if (state.status !== 'done') {
    return (
      <>
        <h1 className="text-2xl font-semibold">{t('keys.create')}</h1>
        <p className="mt-1 mb-6 text-ink-soft">{t('keys.create_intro')}</p>
        <CreateKeyForm {...props} state={state} submit={submit} pending={pending}>
          <LinkButton href={props.keysUrl}>{t('app.cancel')}</LinkButton>
        </CreateKeyForm>
      </>
    );
  }
  const { key, revealed } = state.result;
  return (
    <>
      <ArrivingHeading className="mb-5 text-2xl font-semibold wrap-anywhere">{t('reveal.heading', { name: key.name })}</ArrivingHeading>
      <SecretReveal revealed={revealed} asking={props.asking} useUrl={`${props.keysUrl}/${key.id}/use`} />
      <p className="mt-6">
        <LinkButton href={props.keysUrl} tone="primary">
          {t('keys.to_list')}
        </LinkButton>
      </p>
    </>
  );
}

type FormProps = CreateKeyProps & { state: FormState<Created>; submit: (form: FormData) => void; pending: boolean; children: ReactNode };

/** The form of a new key, in the dialog and on its page. */
export function CreateKeyForm({ organization, formId, words, opened, state, submit, pending, children }: FormProps) {
  const t = useTranslations('keys');
  const refused = state.status === 'refused' ? state : null;
  return (
    <form action={submit} className="space-y-6">
      {refused && <Notice kind="error">{refused.reason === 'conflict' ? t('already_created') : refused.message}</Notice>}
      <input type="hidden" name="organization" value={organization} />
      <input type="hidden" name="formId" value={formId} />
      <KeyFields state={state} words={words} initial={{ name: '', preset: 'read_only', scopes: [], expiry: '90', addresses: '' }} opened={opened} withType />
      <div className="flex flex-row-reverse flex-wrap justify-start gap-2">
        <Button type="submit" tone="primary" disabled={pending}>
          {pending ? t('creating') : t('create')}
        </Button>
        {children}
      </div>
    </form>
  );
}
