import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Key, Status } from '@/lib/core/keys/key';
import { Badge } from './ui/badge';
import { Icon } from './ui/icon';
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

const rows = 'divide-y divide-line xl:[&>tr>th]:min-w-36 [&>tr>*]:p-2.5 [&>tr>*]:text-start xl:[&>tr]:hover:bg-raised/60 sm:[&_td]:whitespace-nowrap [&>tr>td>.menu]:ms-auto [&>tr>td>.menu]:w-fit';
const cards =
  'max-xl:block max-xl:[&>tr]:relative max-xl:[&>tr]:grid max-xl:[&>tr]:gap-x-8 max-xl:[&>tr]:px-4 max-xl:[&>tr]:py-3 sm:max-xl:[&>tr]:grid-cols-2 max-xl:[&>tr>th]:col-span-full max-xl:[&>tr>*]:px-0 max-xl:[&>tr>th]:pt-0 max-xl:[&>tr>th]:pe-10 max-xl:[&>tr>th]:pb-1 max-xl:[&>tr>td]:flex max-xl:[&>tr>td]:items-start max-xl:[&>tr>td]:justify-between max-xl:[&>tr>td]:gap-4 max-xl:[&>tr>td]:py-1 max-xl:[&>tr>td]:text-end max-xl:[&>tr>td:last-child]:absolute max-xl:[&>tr>td:last-child]:end-2 max-xl:[&>tr>td:last-child]:top-1';
// The heading of the column before each value, for the eye alone: who listens hears the table's own.
const headings = "max-xl:[&_td]:before:text-ink-soft max-xl:[&_td]:before:content-[attr(data-column)/'']";

/** Keys as a table; on a narrow screen each row is a card with its headings beside. */
export function KeyTable({ keys, caption, withCreator, keysUrl, sort = {}, creatorUrl, actions }: Props) {
  const t = useTranslations('keys');
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
        <tbody className={`${rows} ${cards} ${headings}`}>
          {keys.map((key) => (
            <tr key={key.id}>
              <th scope="row">
                <Name apiKey={key} keysUrl={keysUrl} />
              </th>
              {columns.slice(1).map((column) => (
                <td key={column} data-column={t(column)}>
                  <Content column={column} apiKey={key} creatorUrl={creatorUrl} />
                </td>
              ))}
              <td>{actions(key)}</td>
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
  const arrow = sorted === 'ascending' ? 'arrow-up' : sorted === 'descending' ? 'arrow-down' : 'arrow-up-down';
  return (
    <a href={href} className="inline-flex items-center gap-1 hover:text-ink">
      {children}
      <Icon name={arrow} className={`size-3.5 ${sorted ? 'text-accent' : 'opacity-50'}`} />
    </a>
  );
}

function Name({ apiKey: { id, name, keySuffix }, keysUrl }: { apiKey: Key; keysUrl: string }) {
  const t = useTranslations('keys');
  return (
    <>
      <a href={`${keysUrl}/${id}`} className="font-medium wrap-anywhere hover:text-accent hover:underline">
        {name}
      </a>
      <code className="block text-xs font-normal text-ink-soft" aria-label={t('ends_in', { suffix: keySuffix })}>
        {`…${keySuffix}`}
      </code>
    </>
  );
}

function Content({ column, apiKey, creatorUrl }: { column: Column; apiKey: Key; creatorUrl?: (id: string) => string }) {
  const t = useTranslations('keys');
  switch (column) {
    case 'type':
      return t(`type_${apiKey.type}`);
    case 'scopes':
      return <span title={apiKey.scopes.join(', ')}>{apiKey.scopes.includes('*:*') ? t('all_scopes') : t('scope_count', { count: apiKey.scopes.length })}</span>;
    case 'status':
      return <StatusBadge status={apiKey.status} />;
    case 'created_by':
      return <Creator creator={apiKey.createdBy} url={creatorUrl?.(apiKey.createdBy.id)} />;
    case 'last_used':
      return apiKey.lastUsed ? <LastUse {...apiKey.lastUsed} /> : t('never_used');
    case 'created':
      return <Time at={apiKey.createdAt} clock={false} />;
    case 'expires':
      return apiKey.expiresAt ? <Time at={apiKey.expiresAt} clock={false} /> : t('never_expires');
  }
}

function Creator({ creator: { name, role, email }, url }: { creator: Key['createdBy']; url: string | undefined }) {
  const t = useTranslations('roles');
  return (
    <div className="min-w-40 whitespace-normal wrap-anywhere">
      {url ? (
        <a href={url} className="hover:text-accent hover:underline">
          {name}
        </a>
      ) : (
        name
      )}
      <span className="text-ink-soft">{`\u00a0· ${t(role ?? 'none')}`}</span>
      <div className="text-xs text-ink-soft">{email}</div>
    </div>
  );
}

function LastUse({ at, address }: NonNullable<Key['lastUsed']>) {
  const t = useTranslations('keys');
  return (
    <div className="xl:[&_time]:whitespace-normal">
      <Time at={at} />
      {address && <div className="text-xs text-ink-soft">{t('last_used_from', { address })}</div>}
    </div>
  );
}

const looks = {
  active: { tone: 'good', icon: 'circle-check' },
  disabled: { tone: 'warning', icon: 'circle-pause' },
  expired: { tone: 'plain', icon: 'clock' },
  revoked: { tone: 'bad', icon: 'ban' },
} as const;

export function StatusBadge({ status }: { status: Status }) {
  const t = useTranslations('keys');
  return <Badge {...looks[status]}>{t(`status_${status}`)}</Badge>;
}
