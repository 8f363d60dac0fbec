import { getFormatter, getTranslations } from 'next-intl/server';

const width = 720;
const height = 120;
const gap = 4;

/** Thirty days of use as bars, drawn on the server, and the same as a table. */
export async function UseChart({ days }: { days: { day: string; count: number }[] }) {
  const t = await getTranslations('key');
  const format = await getFormatter();
  const total = days.reduce((sum, { count }) => sum + count, 0);
  const most = Math.max(1, ...days.map(({ count }) => count));
  const bar = width / days.length;
  // Days are the database's, in UTC.
  const named = (day: string) => format.dateTime(new Date(`${day}T00:00:00Z`), { month: 'short', day: 'numeric', timeZone: 'UTC' });
  if (total === 0) return <p className="text-ink-soft">{t('use_total', { count: 0 })}</p>;
  return (
    <>
      <p className="mb-3 text-ink-soft">{t('use_total', { count: total })}</p>
      <svg role="img" aria-label={t('use_chart', { count: total })} viewBox={`0 0 ${width} ${height + 2}`} className="w-full">
        <line x1="0" y1={height + 0.5} x2={width} y2={height + 0.5} className="stroke-line" />
        {days.map(({ day, count }, index) => (
          <rect
            key={day}
            x={index * bar + gap / 2}
            width={bar - gap}
            y={height - (count === 0 ? 1 : Math.max(3, (count / most) * height))}
            height={count === 0 ? 1 : Math.max(3, (count / most) * height)}
            rx="2"
            className={count === 0 ? 'fill-line' : 'fill-accent'}
          >
            <title>{`${named(day)}: ${format.number(count)}`}</title>
          </rect>
        ))}
      </svg>
      <div aria-hidden className="mt-1 flex justify-between text-xs text-ink-soft">
        <span>{named(days[0]!.day)}</span>
        <span>{named(days.at(-1)!.day)}</span>
      </div>
      <details className="mt-2">
        <summary className="w-fit rounded-md text-accent hover:underline">{t('use_table')}</summary>
        <table className="mt-2 text-start">
          <thead className="text-xs text-ink-soft">
            <tr>
              <th scope="col" className="pe-8 text-start font-medium">
                {t('use_day')}
              </th>
              <th scope="col" className="text-end font-medium">
                {t('use_requests')}
              </th>
            </tr>
          </thead>
          <tbody>
            {days.toReversed().map(({ day, count }) => (
              <tr key={day}>
                <th scope="row" className="pe-8 text-start font-normal">
                  {named(day)}
                </th>
                <td className="text-end tabular-nums">{format.number(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
