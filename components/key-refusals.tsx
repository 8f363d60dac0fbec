import { getFormatter, getTranslations } from 'next-intl/server';
import { Time } from './ui/time';

type Use = { hour: Date; address: string | null; count: number; lastAt: Date };

/** Who still tries a key that is over: from where, how often within an hour, when last. */
export async function KeyRefusals({ uses }: { uses: Use[] }) {
  const [t, format] = await Promise.all([getTranslations(), getFormatter()]);
  return (
    <>
      <p className="mb-1 text-ink-soft">{t('key.refused_intro')}</p>
      <ol className="divide-y divide-line">
        {uses.map(({ hour, address, count, lastAt }) => (
          <li key={`${hour.getTime()} ${address}`} className="flex flex-wrap items-baseline gap-x-3 py-2">
            <span className="font-medium wrap-anywhere">{address ?? t('audit.other_addresses')}</span>
            <span className="ms-auto text-end text-ink-soft max-sm:ms-0 max-sm:basis-full max-sm:text-start">
              {t('audit.refused_count')}: {format.number(count)} · <Time at={lastAt} />
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
