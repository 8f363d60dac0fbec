'use client';

import { useTranslations } from 'next-intl';
import { Field } from '../ui/field';
import { Icon } from '../ui/icon';

type Props = { values: Record<string, string> | undefined; error: (field: string) => string | undefined };

const names = ['projects', 'environments'] as const;
const windows = ['second', 'minute', 'day'] as const;

/** What a key is made with for good: for which projects and environments, and how often. Most keys need none, so they are folded away. */
export function LimitFields({ values = {}, error }: Props) {
  const t = useTranslations('gateways');
  const used = [...names, ...windows.map((window) => `rate_${window}`)].some((name) => values[name]);
  return (
    <details open={used} className="group/limits rounded-md border border-line px-4 py-3">
      <summary className="flex items-center gap-2 font-medium">
        <Icon name="chevron-right" className="size-4 group-open/limits:rotate-90" />
        {t('limits')}
      </summary>
      <p className="mt-1 text-ink-soft">{t('limits_intro')}</p>
      <div className="mt-4 space-y-5">
        {names.map((name) => (
          <Field key={name} label={t(name)} name={name} hint={t(`${name}_hint`)} error={error(name)} defaultValue={values[name]} autoComplete="off" spellCheck={false} />
        ))}
        <fieldset>
          <legend className="font-medium">{t('rate')}</legend>
          <p className="text-ink-soft">{t('rate_hint')}</p>
          <div className="mt-2 grid gap-3 sm:grid-cols-3">
            {windows.map((window) => (
              <Field key={window} label={t(`rate_${window}`)} name={`rate_${window}`} inputMode="numeric" error={error(`rates.${window}`)} defaultValue={values[`rate_${window}`]} autoComplete="off" />
            ))}
          </div>
        </fieldset>
      </div>
    </details>
  );
}
