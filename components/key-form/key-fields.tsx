'use client';

import { useTranslations } from 'next-intl';
import type { ScopeWords } from '@/lib/i18n/scopes';
import type { FormState } from '@/lib/transport/action';
import { Field } from '../ui/field';
import { useAttempt } from '../use-attempt';
import { AddressField } from './address-field';
import { ExpiryField } from './expiry-field';
import { LimitFields } from './limit-fields';
import { ScopeField } from './scope-field';
import { TypeField } from './type-field';

type Initial = { name: string; preset: string; scopes: readonly string[]; expiry: string; addresses: string };
type Props = { state: FormState<unknown>; words: ScopeWords; initial: Initial; opened: number; withType?: boolean; keep?: Date | null; unknown?: readonly string[] };

/** What a key is given, when it is made and when it is edited; what was typed stays when the form is refused. */
export function KeyFields({ state, words, initial, opened, withType = false, keep, unknown }: Props) {
  const t = useTranslations('keys');
  const attempt = useAttempt(state);
  const refused = state.status === 'refused' ? state : null;
  const values = refused?.values;
  const scopes = values ? Object.keys(values).filter((name) => name.startsWith('scope:')).map((name) => name.slice('scope:'.length)) : initial.scopes;
  const error = (field: string) => linesAbout(field, refused?.fields ?? {});
  return (
    <>
      <Field label={t('key_name')} name="name" hint={t('key_name_hint')} error={error('name')} defaultValue={values?.name ?? initial.name} required maxLength={100} autoComplete="off" autoFocus />
      {withType && <TypeField key={`type ${attempt}`} choice={values?.type ?? 'API_KEY'} error={error('type')} />}
      <ScopeField key={`scopes ${attempt}`} words={words} preset={values?.preset ?? initial.preset} chosen={scopes} error={error('scopes') ?? error('preset')} unknown={unknown} />
      <ExpiryField key={`expiry ${attempt}`} opened={Number(values?.opened) || opened} choice={values?.expiry ?? initial.expiry} at={values?.expiry_at ?? ''} error={error('expiresAt')} keep={keep} />
      <AddressField key={`addresses ${attempt}`} text={values?.addresses ?? initial.addresses} error={error('addresses')} />
      {withType && <LimitFields key={`limits ${attempt}`} values={values} error={error} />}
    </>
  );
}

/** All that is said of a field and of its parts, each thing once. */
function linesAbout(field: string, fields: Record<string, string>): string | undefined {
  const lines = Object.entries(fields).filter(([path]) => path === field || path.startsWith(`${field}.`)).map(([, line]) => line);
  return lines.length > 0 ? [...new Set(lines)].join('\n') : undefined;
}
