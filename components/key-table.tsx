import { ArrowDown, ArrowUp, ArrowUpDown, Ban, CircleCheck, CirclePause, Clock } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { Key, Status } from '@/lib/core/keys/key';
import { Badge } from './ui/badge';
import { Time } from './ui/time';

export type Column = 'name' | 'type' | 'scopes' | 'status' | 'created_by' | 'last_used' | 'created' | 'expires';

type Props = {
  keys: Key[];
  caption: string;
  withCreator: boolean;
  keysUrl: string;
  /** Where the heading of a column leads, and whether the keys are sorted by it. */
  sort?: Partial<Record<Column, { href: string; sorted: 'ascending' | 'descending' | undefined }>>;
  /** Where a creator's name leads: to their keys. */
  creatorUrl?: (id: string) => string;
  actions: (key: Key) => ReactNode;
};

/** Keys as a table; on a narrow screen each row is a card with its headings beside. */
export async function KeyTable({ keys, caption, withCreator, keysUrl, sort = {}, creatorUrl, actions }: Props) {
  const t = await getTranslations('keys');
  const columns: Column[] = ['name', 'type', 'scopes', 'status', ...(withCreator ? (['created_by'] as const) : []), 'last_used', 'created', 'expires'];
  return (
    <div className="rounded-lg border border-line bg-surface">
      <table className="w-full text-start max-xl:block">
        <caption className="sr-only">{caption}</caption>
        <thead className="border-b border-line bg-raised text-xs text-ink-soft max-xl:sr-only">
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" aria-sort={sort[column]?.sorted} className="px-2.5 py-2.5 text-start font-medium whitespace-nowrap">
                <Heading {...sort[column]}>{t(column)}</Heading>
              </th>
            ))}
            <th scope="col" className="px-2.5 py-2.5 text-end font-medium">
              {t('actions')}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line max-xl:block">
          {keys.map((key) => (
            <tr key={key.id} className="max-xl:block max-xl:px-4 max-xl:py-3 xl:hover:bg-raised/60">
              {columns.map((column) => (
                <Cell key={column} column={column} label={t(column)} apiKey={key} keysUrl={keysUrl} creatorUrl={creatorUrl} />
              ))}
              <td className="px-2.5 py-2.5 text-end max-xl:block max-xl:px-0 max-xl:pt-2 max-xl:pb-0">
                <div className="flex justify-end">{actions(key)}</div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A heading, a link where one can sort by it. */
function Heading({ href, sorted, children }: { href?: string; sorted?: 'ascending' | 'descending'; children: ReactNode }) {
  if (!href) return children;
  const Arrow = sorted === 'ascending' ? ArrowUp : sorted === 'descending' ? ArrowDown : ArrowUpDown;
  return (
    <a href={href} className="inline-flex items-center gap-1 hover:text-ink">
      {children}
      <Arrow aria-hidden className={`size-3.5 ${sorted ? 'text-accent' : 'opacity-50'}`} />
    </a>
  );
}

type CellProps = { column: Column; label: string; apiKey: Key; keysUrl: string; creatorUrl?: (id: string) => string };

function Cell({ column, label, apiKey, keysUrl, creatorUrl }: CellProps) {
  if (column === 'name') {
    return (
      <th scope="row" className="px-2.5 py-2.5 text-start font-normal max-xl:block max-xl:px-0">
        <Name apiKey={apiKey} keysUrl={keysUrl} />
      </th>
    );
  }
  return (
    <td className="px-2.5 py-2.5 max-xl:flex max-xl:justify-between max-xl:gap-4 max-xl:px-0 max-xl:py-1">
      <span aria-hidden className="text-ink-soft xl:hidden">
        {label}
      </span>
      <span className="max-xl:text-end">
        <Content column={column} apiKey={apiKey} creatorUrl={creatorUrl} />
      </span>
    </td>
  );
}

function Name({ apiKey, keysUrl }: { apiKey: Key; keysUrl: string }) {
  const t = useTranslations('keys');
  return (
    <span className="block max-w-72 min-w-24">
      <a href={`${keysUrl}/${apiKey.id}`} className="block font-medium wrap-anywhere hover:text-accent hover:underline">
        {apiKey.name}
      </a>
      <span className="block font-mono text-xs text-ink-soft" aria-label={t('ends_in', { suffix: apiKey.keySuffix })}>
        …{apiKey.keySuffix}
      </span>
    </span>
  );
}

function Content({ column, apiKey, creatorUrl }: { column: Exclude<Column, 'name'>; apiKey: Key; creatorUrl?: (id: string) => string }) {
  const t = useTranslations();
  switch (column) {
    case 'type':
      return <span className="whitespace-nowrap">{t(`keys.type_${apiKey.type}`)}</span>;
    case 'scopes':
      return <span className="whitespace-nowrap" title={apiKey.scopes.join(', ')}>{apiKey.scopes.includes('*:*') ? t('keys.all_scopes') : t('keys.scope_count', { count: apiKey.scopes.length })}</span>;
    case 'status':
      return <StatusBadge status={apiKey.status} />;
    case 'created_by':
      return (
        <>
          <span className="block min-w-32 wrap-anywhere">
            {creatorUrl ? <a href={creatorUrl(apiKey.createdBy.id)} className="hover:text-accent hover:underline">{apiKey.createdBy.name}</a> : apiKey.createdBy.name}{' '}
            <span className="whitespace-nowrap text-ink-soft">· {t(`roles.${apiKey.createdBy.role ?? 'none'}`)}</span>
          </span>
          <span className="block text-xs text-ink-soft wrap-anywhere">{apiKey.createdBy.email}</span>
        </>
      );
    case 'last_used':
      return apiKey.lastUsed ? (
        <>
          <span className="xl:[&_time]:whitespace-normal">
            <Time at={apiKey.lastUsed.at} />
          </span>
          {apiKey.lastUsed.address && <span className="block text-xs text-ink-soft">{t('keys.last_used_from', { address: apiKey.lastUsed.address })}</span>}
        </>
      ) : (
        <span className="whitespace-nowrap">{t('keys.never_used')}</span>
      );
    case 'created':
      return <Time at={apiKey.createdAt} clock={false} />;
    case 'expires':
      return apiKey.expiresAt ? <Time at={apiKey.expiresAt} clock={false} /> : <span className="whitespace-nowrap">{t('keys.never_expires')}</span>;
  }
}

const looks = {
  active: { tone: 'good', Icon: CircleCheck },
  disabled: { tone: 'warning', Icon: CirclePause },
  expired: { tone: 'plain', Icon: Clock },
  revoked: { tone: 'bad', Icon: Ban },
} as const;

export function StatusBadge({ status }: { status: Status }) {
  const t = useTranslations('keys');
  return <Badge {...looks[status]}>{t(`status_${status}`)}</Badge>;
}
