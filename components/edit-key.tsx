'use client';

import { useFormatter, useLocale, useTranslations } from 'next-intl';
import { useActionState, useState } from 'react';
import { clockOf } from '@/lib/i18n/clock';
import type { Key } from '@/lib/core/keys/key';
import type { ScopeWords } from '@/lib/i18n/scopes';
import type { FormState } from '@/lib/transport/action';
import { KeyFields } from './key-form/key-fields';
import { Button, LinkButton } from './ui/button';
import { Notice } from './ui/notice';

type Editable = Pick<Key, 'id' | 'name' | 'scopes' | 'expiresAt' | 'addresses' | 'version'>;
type Props = {
  action: (state: FormState<unknown>, form: FormData) => Promise<FormState<unknown>>;
  organization: string;
  apiKey: Editable;
  keyUrl: string;
  words: ScopeWords;
  unknown: readonly string[];
  opened: number;
};

/** Edits a key. When somebody else was faster it says what they changed; sending it again then is meant. */
export function EditKeyForm({ action, organization, apiKey, keyUrl, words, unknown, opened }: Props) {
  const t = useTranslations();
  const [state, submit, pending] = useActionState(action, { status: 'untouched' });
  const refused = state.status === 'refused' ? state : null;
  // The version that was looked at: the form's own, until a conflict has shown the newer one.
  const [seen] = useState(apiKey.version);
  const text = apiKey.addresses.map(({ source, description }) => `${source} ${description}`.trim()).join('\n');
  return (
    <form action={submit} className="space-y-6">
      {refused && (
        <Notice kind="error">
          <p>{refused.message}</p>
          {refused.reason === 'conflict' && <Now apiKey={apiKey} fields={Object.keys(refused.fields)} />}
        </Notice>
      )}
      <input type="hidden" name="organization" value={organization} />
      <input type="hidden" name="key" value={apiKey.id} />
      <input type="hidden" name="version" value={refused ? (refused.reason === 'conflict' ? apiKey.version : refused.values.version) : seen} />
      <KeyFields
        state={state}
        words={words}
        initial={{ name: apiKey.name, preset: 'custom', scopes: apiKey.scopes, expiry: 'keep', addresses: text }}
        opened={opened}
        keep={apiKey.expiresAt}
        unknown={unknown}
      />
      <div className="flex flex-row-reverse flex-wrap justify-start gap-2">
        <Button type="submit" tone="primary" disabled={pending}>
          {t('key.save')}
        </Button>
        <LinkButton href={keyUrl}>{t('app.cancel')}</LinkButton>
      </div>
    </form>
  );
}

/** What stands there now, of the fields that somebody else changed. */
function Now({ apiKey, fields }: { apiKey: Editable; fields: string[] }) {
  const t = useTranslations();
  const format = useFormatter();
  const locale = useLocale();
  const values: Record<string, string> = {
    name: apiKey.name,
    scopes: apiKey.scopes.join(', '),
    expiresAt: apiKey.expiresAt ? format.dateTime(apiKey.expiresAt, { year: 'numeric', month: 'short', day: 'numeric', ...clockOf(locale) }) : t('keys.never_expires'),
    addresses: apiKey.addresses.map(({ source }) => source).join(', ') || t('key.addresses_none'),
  };
  return (
    <ul className="mt-1.5 list-disc ps-5">
      {fields.filter((field) => field in values).map((field) => (
        <li key={field} className="wrap-anywhere">
          {t('key.now', { field: t(`key.field_${field as 'name'}`), value: values[field]! })}
        </li>
      ))}
    </ul>
  );
}
