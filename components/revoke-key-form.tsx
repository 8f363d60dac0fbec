'use client';

import { useTranslations } from 'next-intl';
import { useActionState, type ReactNode } from 'react';
import type { FormState } from '@/lib/transport/action';
import { KeyEffect, type Effect } from './key-effect';
import { Button, LinkButton } from './ui/button';
import { Field } from './ui/field';
import { Notice } from './ui/notice';

type RevokeAction = (state: FormState<unknown>, form: FormData) => Promise<FormState<unknown>>;
type DisableAction = (form: FormData) => Promise<void>;

/** `way`: one deletes a key of one's own, and revokes another's. The operation is the same. */
export type RevokeKeyProps = {
  action: RevokeAction;
  /** Offered in its place, since it can be undone; none when the key is disabled already. */
  disable?: DisableAction;
  way: 'delete' | 'revoke';
  organization: string;
  keysUrl: string;
  id: string;
  name: string;
};

/** The page of its own; `list` is where one came from. */
export function RevokeKeyPage({ list, ...props }: RevokeKeyProps & { effect: Effect; list: string }) {
  const t = useTranslations();
  return (
    <>
      <h1 className="text-2xl font-semibold">{t(`keys.${props.way}_title`)}</h1>
      <div className="mt-2 mb-5">
        <RevokeWarning {...props} />
      </div>
      <RevokeKeyForm {...props}>
        <LinkButton href={list}>{t('app.cancel')}</LinkButton>
      </RevokeKeyForm>
    </>
  );
}

/** Which key, and what becomes of it. */
export function RevokeWarning({ way, name }: RevokeKeyProps) {
  const t = useTranslations('keys');
  return (
    <>
      <p className="font-semibold text-ink wrap-anywhere">{name}</p>
      <p className="mt-1">{t(`${way}_warning`)}</p>
    </>
  );
}

/** Says what it would hit, and asks for the name where that is much. */
export function RevokeKeyForm({ action, disable, way, organization, id, name, effect, children }: RevokeKeyProps & { effect: Effect | null; children: ReactNode }) {
  const t = useTranslations('keys');
  const [state, submit, pending] = useActionState(action, { status: 'untouched' });
  const refused = state.status === 'refused' ? state : null;
  const typed = (effect !== null && effect.requests > 0) || refused?.fields.confirm !== undefined;
  return (
    <form action={submit} className="space-y-5">
      {refused && <Notice kind="error">{refused.message}</Notice>}
      <KeyEffect effect={effect} />
      <input type="hidden" name="organization" value={organization} />
      <input type="hidden" name="key" value={id} />
      <input type="hidden" name="name" value={name} />
      {typed && <Field label={t('confirm_name')} name="confirm" hint={name} error={refused?.fields.confirm} defaultValue={refused?.values.confirm} autoComplete="off" />}
      <div className="flex flex-wrap justify-end gap-2">
        {children}
        {disable && (
          <Button type="submit" formAction={disable} formNoValidate>
            {t('disable_instead')}
          </Button>
        )}
        <Button type="submit" tone="danger" disabled={pending}>
          {pending ? t(way === 'delete' ? 'deleting' : 'revoking') : t(way)}
        </Button>
      </div>
    </form>
  );
}
