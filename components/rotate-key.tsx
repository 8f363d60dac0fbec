'use client';

import { useTranslations } from 'next-intl';
import { useActionState } from 'react';
import { graceNames } from '@/lib/core/keys/rotation/grace';
import type { FormState } from '@/lib/transport/action';
import type { Key, Revealed } from '@/lib/core/keys/key';
import type { Asking } from '@/lib/transport/asking';
import { SecretReveal } from './secret-reveal';
import { ArrivingHeading } from './ui/arriving-heading';
import { Button, LinkButton } from './ui/button';
import { Notice } from './ui/notice';
import { useAttempt } from './use-attempt';

export type Rotated = { key: Pick<Key, 'rotatedAt'>; revealed: Revealed };

type Props = {
  action: (state: FormState<Rotated>, form: FormData) => Promise<FormState<Rotated>>;
  organization: string;
  id: string;
  name: string;
  keyUrl: string;
  asking: Asking;
};

/** How long the old secret stays good, then the new one in the form's place. */
export function RotateKeyPage({ action, organization, id, name, keyUrl, asking }: Props) {
  const t = useTranslations();
  const [state, submit, pending] = useActionState(action, { status: 'untouched' });
  const attempt = useAttempt(state);
  const chosen = (state.status === 'refused' && state.values.grace) || '24h';
  if (state.status === 'done') {
    return (
      <>
        <ArrivingHeading className="mb-5 text-2xl font-semibold wrap-anywhere">{t('key.rotated_heading', { name })}</ArrivingHeading>
        <SecretReveal revealed={state.result.revealed} asking={asking} useUrl={`${keyUrl}/use?since=${state.result.key.rotatedAt!.getTime()}`} />
        <p className="mt-6">
          <LinkButton href={keyUrl} tone="primary">
            {t('key.to_key')}
          </LinkButton>
        </p>
      </>
    );
  }
  return (
    <>
      <h1 className="text-2xl font-semibold wrap-anywhere">{t('key.rotate_heading', { name })}</h1>
      <p className="mt-1 mb-6 text-ink-soft">{t('key.rotate_intro')}</p>
      <form action={submit} className="space-y-6">
        {state.status === 'refused' && <Notice kind="error">{state.message}</Notice>}
        <input type="hidden" name="organization" value={organization} />
        <input type="hidden" name="key" value={id} />
        <fieldset key={attempt}>
          <legend className="font-medium">{t('key.grace')}</legend>
          <div className="mt-1.5 space-y-1">
            {graceNames.map((grace) => (
              <label key={grace} className="flex min-h-8 items-center gap-2">
                <input type="radio" name="grace" value={grace} defaultChecked={grace === chosen} className="size-4 accent-accent" />
                {t(`key.grace_${grace}`)}
              </label>
            ))}
          </div>
          <p className="mt-1.5 text-ink-soft">{t('key.grace_hint')}</p>
        </fieldset>
        <div className="flex flex-row-reverse flex-wrap justify-start gap-2">
          <Button type="submit" tone="primary" disabled={pending}>
            {t('key.rotate')}
          </Button>
          <LinkButton href={keyUrl}>{t('app.cancel')}</LinkButton>
        </div>
      </form>
    </>
  );
}
