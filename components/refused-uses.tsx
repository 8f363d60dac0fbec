import type { z } from 'zod';
import { getFormatter, getTranslations } from 'next-intl/server';
import type { listRefusedUses } from '@/lib/core/refused/list';
import { Table } from './ui/table';
import { Time } from './ui/time';

type Props = { uses: z.output<typeof listRefusedUses.definition.output>; auditUrl?: string };

/** Who still tries keys that are over; nothing where nobody does. */
export async function RefusedUses({ uses, auditUrl }: Props) {
  const [t, format] = await Promise.all([getTranslations('audit'), getFormatter()]);
  if (uses.length === 0) return null;
  return (
    <section aria-labelledby="refused-uses">
      <h2 id="refused-uses" className="text-base font-semibold">
        {t('refused')}
      </h2>
      <p className="mb-3 text-ink-soft">{t('refused_intro')}</p>
      <Table
        caption={t('refused')}
        columns={[t('refused_key'), t('refused_from'), t('refused_count'), t('refused_last')]}
        rows={uses.map((use) => ({
          id: `${use.key.id} ${use.hour.getTime()} ${use.address}`,
          cells: [
            <span key="key">
              {auditUrl ? (
                <a href={`${auditUrl}?key=${use.key.id}`} className="font-medium underline decoration-line-strong underline-offset-2 hover:text-accent">
                  {use.key.name}
                </a>
              ) : (
                <span className="font-medium">{use.key.name}</span>
              )}
              <span className="block text-xs text-ink-soft">
                <span className="font-mono">…{use.key.keySuffix}</span> · {use.createdBy.name}
              </span>
            </span>,
            use.address ?? t('other_addresses'),
            format.number(use.count),
            <Time key="last" at={use.lastAt} />,
          ],
        }))}
      />
    </section>
  );
}
