'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { FieldError } from '../ui/field-error';

const everywhere = /^\s*(0\.0\.0\.0|::|0:0:0:0:0:0:0:0)\/0(\s|$)/m;

/** The addresses from where the key is good: one a line, its description behind it. */
export function AddressField({ text, error }: { text: string; error?: string }) {
  const t = useTranslations('key');
  const [open, setOpen] = useState(everywhere.test(text));
  return (
    <div>
      <label htmlFor="addresses" className="font-medium">
        {t('addresses')}
      </label>
      <textarea
        id="addresses"
        name="addresses"
        rows={3}
        defaultValue={text}
        onChange={(event) => setOpen(everywhere.test(event.target.value))}
        aria-invalid={error ? true : undefined}
        aria-describedby={`addresses-hint${error ? ' addresses-error' : ''}`}
        spellCheck={false}
        placeholder={t('addresses_example')}
        className="mt-1.5 block w-full rounded-md border border-line-strong bg-surface px-3 py-2 font-mono text-base aria-invalid:border-danger sm:text-sm"
      />
      <p id="addresses-hint" className="mt-1.5 text-ink-soft">
        {t('addresses_hint')}
      </p>
      <p role="status" className="font-medium text-warning empty:hidden">
        {open ? t('addresses_everywhere') : ''}
      </p>
      <FieldError id="addresses-error" error={error} />
    </div>
  );
}
