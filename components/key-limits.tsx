import { getLocale, getTranslations } from 'next-intl/server';
import type { Key } from '@/lib/core/keys/key';

type Props = { limits: Pick<Key, 'rates' | 'projects' | 'environments'> };

/** What a key was limited to when it was made. */
export async function KeyLimits({ limits: { rates, projects, environments } }: Props) {
  const t = await getTranslations('gateways');
  const number = new Intl.NumberFormat(await getLocale());
  const windows = (['second', 'minute', 'day'] as const).flatMap((window) => (rates[window] === null ? [] : [`${t(`rate_${window}`)} ${number.format(rates[window])}`]));
  const facts = [
    [t('projects'), projects?.join(' ')],
    [t('environments'), environments?.join(' ')],
    [t('rate'), windows.join(' · ')],
  ] as const;
  return (
    <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[max-content_1fr]">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-soft">{name}</dt>
          <dd className="wrap-anywhere">{value || t('any')}</dd>
        </div>
      ))}
    </dl>
  );
}
