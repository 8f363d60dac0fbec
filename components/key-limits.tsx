import { getLocale, getTranslations } from 'next-intl/server';
import type { Key } from '@/lib/core/keys/key';
import { Facts } from './ui/facts';

type Props = { limits: Pick<Key, 'rates' | 'projects' | 'environments'> };

/** What a key was limited to when it was made. */
export async function KeyLimits({ limits: { rates, projects, environments } }: Props) {
  const t = await getTranslations('gateways');
  const number = new Intl.NumberFormat(await getLocale());
  const windows = (['second', 'minute', 'day'] as const).flatMap((window) => (rates[window] === null ? [] : [`${t(`rate_${window}`)} ${number.format(rates[window])}`]));
  return (
    <Facts
      facts={[
        [t('projects'), projects?.join(' ') || t('any')],
        [t('environments'), environments?.join(' ') || t('any')],
        [t('rate'), windows.join(' · ') || t('rate_none')],
      ]}
    />
  );
}
