'use client';

import { useTranslations } from 'next-intl';
import { useState, type FormEvent } from 'react';
import { keyIdOf } from './key-in-text';
import { Button } from './ui/button';
import { Icon } from './ui/icon';

/** Finds whose key somebody has found. The field has no name and is emptied: only the Key ID leaves the page. */
export function IncidentSearch({ auditUrl }: { auditUrl: string }) {
  const t = useTranslations('audit');
  const [wrong, setWrong] = useState(false);
  const find = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const field = event.currentTarget.elements.namedItem('incident') as HTMLInputElement;
    const keyId = keyIdOf(field.value);
    field.value = '';
    setWrong(keyId === null);
    if (keyId) location.assign(`${auditUrl}?keyId=${keyId}`);
  };
  return (
    <form onSubmit={find} className="scripted rounded-xl border border-line bg-surface p-4">
      <label htmlFor="incident" className="flex items-center gap-2 font-medium">
        <Icon name="shield-alert" className="size-4 text-accent" />
        {t('incident')}
      </label>
      <div className="mt-1.5 flex gap-2">
        <input id="incident" type="password" autoComplete="off" spellCheck={false} aria-describedby="incident-hint" className="min-h-9 min-w-0 flex-1 rounded-md border border-line-strong bg-surface px-3 font-mono text-base sm:text-sm" />
        <Button type="submit">{t('find')}</Button>
      </div>
      <p id="incident-hint" className="mt-1.5 text-ink-soft">
        {t('incident_hint')}
      </p>
      <p role="alert" className="mt-1 font-medium text-danger empty:hidden">
        {wrong ? t('no_key') : ''}
      </p>
    </form>
  );
}
