import { useTranslations } from 'next-intl';
import type { AnchorHTMLAttributes } from 'react';
import type { Key } from '@/lib/core/keys/key';
import type { KeyMenuFormIds } from './key-menu-forms';
import { rowOf } from './key-row';
import { KeyRows } from './key-rows';
import { Icon } from './ui/icon';
import { useTimeText } from './ui/time';

type Column = 'name' | 'type' | 'scopes' | 'status' | 'created_by' | 'last_used' | 'created' | 'expires';

type Sort = { href: string; sorted: 'ascending' | 'descending' | undefined };

type Props = {
  keys: Key[];
  caption: string;
  withCreator: boolean;
  keysUrl: string;
  /** The page’s own parameters, `?q=…`. */
  present: string;
  /** Where the heading of a column leads, and whether the keys are sorted by it. */
  sort?: Partial<Record<Column, Sort>>;
  /** Where a creator's name leads: to their keys. */
  creatorUrl?: (id: string) => string;
  /** Whose own keys get the whole menu. */
  reader: string | undefined;
  forms: KeyMenuFormIds;
};

const rows = 'divide-y divide-line xl:[&>tr>th]:min-w-36 [&>tr>*]:p-2.5 [&>tr>*]:text-start xl:[&>tr]:hover:bg-raised/60 sm:[&_td]:whitespace-nowrap [&>tr>td>.menu]:ms-auto [&>tr>td>.menu]:w-fit';
const cards =
  'max-xl:block max-xl:[&>tr]:relative max-xl:[&>tr]:grid max-xl:[&>tr]:gap-x-8 max-xl:[&>tr]:px-4 max-xl:[&>tr]:py-3 sm:max-xl:[&>tr]:grid-cols-2 max-xl:[&>tr>th]:col-span-full max-xl:[&>tr>*]:px-0 max-xl:[&>tr>th]:pt-0 max-xl:[&>tr>th]:pe-10 max-xl:[&>tr>th]:pb-1 max-xl:[&>tr>td]:flex max-xl:[&>tr>td]:items-start max-xl:[&>tr>td]:justify-between max-xl:[&>tr>td]:gap-4 max-xl:[&>tr>td]:py-1 max-xl:[&>tr>td]:text-end max-xl:[&>tr>td:last-child]:absolute max-xl:[&>tr>td:last-child]:end-2 max-xl:[&>tr>td:last-child]:top-1';
// The heading of the column before each value, for the eye alone: who listens hears the table's own.
const headings = "max-xl:[&_td]:before:text-ink-soft max-xl:[&_td]:before:content-[attr(data-column)/'']";

/** Keys as a table; on a narrow screen each row is a card with its headings beside. */
export function KeyTable({ keys, caption, withCreator, keysUrl, present, sort = {}, creatorUrl, reader, forms }: Props) {
  const t = useTranslations('keys');
  const words = { t, role: useTranslations('roles'), time: useTimeText() };
  const columns: Column[] = ['name', 'type', 'scopes', 'status', ...(withCreator ? (['created_by'] as const) : []), 'last_used', 'created', 'expires'];
  return (
    <div className="rounded-lg border border-line bg-surface">
      <Sorts sort={sort} columns={columns} />
      <table className="w-full text-start max-xl:block">
        <caption className="sr-only">{caption}</caption>
        <thead className="border-b border-line bg-raised text-xs text-ink-soft max-xl:sr-only">
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" aria-sort={sort[column]?.sorted} className="px-2.5 py-2.5 text-start font-medium whitespace-nowrap">
                {sort[column] && <SortLink {...sort[column]} name={t(column)} className="max-xl:hidden" />}
                <span className={sort[column] && 'xl:hidden'}>{t(column)}</span>
              </th>
            ))}
            <th scope="col" className="px-2.5 py-2.5 text-end font-medium whitespace-nowrap">
              {t('actions')}
            </th>
          </tr>
        </thead>
        <tbody className={`${rows} ${cards} ${headings}`}>
          <KeyRows
            rows={keys.map((key) => rowOf(key, words, { reader, withCreator, creatorUrl }))}
            headings={columns.slice(1).map((column) => t(column))}
            keysUrl={keysUrl}
            present={present}
            forms={forms}
          />
        </tbody>
      </table>
    </div>
  );
}

/** Where the table is cards its headings cannot be reached: what they sort by stands above. */
function Sorts({ sort, columns }: { sort: NonNullable<Props['sort']>; columns: Column[] }) {
  const t = useTranslations('keys');
  const sortable = columns.flatMap((column) => (sort[column] ? [{ ...sort[column], name: t(column) }] : []));
  if (sortable.length === 0) return null;
  return (
    <ul aria-label={t('sort')} className="flex flex-wrap gap-x-4 border-b border-line px-4 py-1 text-xs text-ink-soft xl:hidden print:hidden">
      {sortable.map((each) => (
        <li key={each.name}>
          <SortLink {...each} aria-current={each.sorted && 'true'} className="min-h-7 aria-[current=true]:font-semibold aria-[current=true]:text-ink" />
        </li>
      ))}
    </ul>
  );
}

/** A column to sort by, with the direction that it is sorted in. */
function SortLink({ sorted, name, className, ...link }: Sort & { name: string } & AnchorHTMLAttributes<HTMLAnchorElement>) {
  const arrow = sorted === 'ascending' ? 'arrow-up' : sorted === 'descending' ? 'arrow-down' : 'arrow-up-down';
  return (
    <a className={`inline-flex items-center gap-1 hover:text-ink ${className}`} {...link}>
      {name}
      <Icon name={arrow} className={`size-3.5 ${sorted ? 'text-accent' : 'opacity-50'}`} />
    </a>
  );
}
