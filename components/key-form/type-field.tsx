'use client';

import { useTranslations } from 'next-intl';
import { FieldError } from '../ui/field-error';

/** API key or bearer token, with what each is good for. */
export function TypeField({ choice, error }: { choice: string; error?: string }) {
  const t = useTranslations();
  return (
    <fieldset>
      <legend className="font-medium">{t('key.type')}</legend>
      <div className="mt-1.5 grid gap-2 sm:grid-cols-2">
        {(['API_KEY', 'BEARER_TOKEN'] as const).map((type) => (
          <label key={type} className="flex items-start gap-2.5 rounded-md border border-line bg-surface px-3 py-2 hover:bg-raised has-checked:border-accent has-checked:bg-accent-soft">
            <input type="radio" name="type" value={type} defaultChecked={choice === type} className="mt-0.5 size-4 shrink-0 accent-accent" />
            <span>
              <span className="font-medium">{t(`keys.type_${type}`)}</span>
              <span className="block text-xs text-ink-soft">{t(`key.type_${type}_hint`)}</span>
            </span>
          </label>
        ))}
      </div>
      <FieldError id="type-error" error={error} />
    </fieldset>
  );
}
