import { Ban, CircleCheck, CirclePause, Clock } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { Key, Status } from '@/lib/core/keys/key';
import { Badge } from './ui/badge';
import { Time } from './ui/time';

type Column = 'name' | 'scopes' | 'status' | 'created_by' | 'last_used' | 'created' | 'expires';

type Props = { keys: Key[]; caption: string; withCreator: boolean; actions: (key: Key) => ReactNode };

/** Keys as a table; on a narrow screen each row is a card with its headings beside. */
export async function KeyTable({ keys, caption, withCreator, actions }: Props) {
  const t = await getTranslations('keys');
  const columns: Column[] = ['name', 'scopes', 'status', ...(withCreator ? (['created_by'] as const) : []), 'last_used', 'created', 'expires'];
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table className="w-full text-start max-md:block">
        <caption className="sr-only">{caption}</caption>
        <thead className="border-b border-line bg-raised text-xs text-ink-soft max-md:sr-only">
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className="px-4 py-2.5 text-start font-medium whitespace-nowrap">
                {t(column)}
              </th>
            ))}
            <th scope="col" className="px-4 py-2.5 text-end font-medium">
              {t('actions')}
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line max-md:block">
          {keys.map((key) => (
            <tr key={key.id} className="max-md:block max-md:px-4 max-md:py-3 md:hover:bg-raised/60">
              {columns.map((column) => (
                <Cell key={column} column={column} label={t(column)} apiKey={key} />
              ))}
              <td className="px-4 py-2.5 text-end max-md:block max-md:px-0 max-md:pt-2 max-md:pb-0">{actions(key)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ column, label, apiKey }: { column: Column; label: string; apiKey: Key }) {
  if (column === 'name') {
    return (
      <th scope="row" className="px-4 py-2.5 text-start font-normal max-md:block max-md:px-0">
        <Name apiKey={apiKey} />
      </th>
    );
  }
  return (
    <td className="px-4 py-2.5 max-md:flex max-md:justify-between max-md:gap-4 max-md:px-0 max-md:py-1">
      <span aria-hidden className="text-ink-soft md:hidden">
        {label}
      </span>
      <span className="max-md:text-end">
        <Content column={column} apiKey={apiKey} />
      </span>
    </td>
  );
}

async function Name({ apiKey }: { apiKey: Key }) {
  const t = await getTranslations('keys');
  return (
    <span className="block max-w-72 min-w-32">
      <span className="block font-medium wrap-anywhere">{apiKey.name}</span>
      <span className="block font-mono text-xs text-ink-soft" aria-label={t('ends_in', { suffix: apiKey.keySuffix })}>
        …{apiKey.keySuffix}
      </span>
    </span>
  );
}

async function Content({ column, apiKey }: { column: Exclude<Column, 'name'>; apiKey: Key }) {
  const t = await getTranslations();
  switch (column) {
    case 'scopes':
      return <span className="whitespace-nowrap" title={apiKey.scopes.join(', ')}>{apiKey.scopes.includes('*:*') ? t('keys.all_scopes') : t('keys.scope_count', { count: apiKey.scopes.length })}</span>;
    case 'status':
      return <StatusBadge status={apiKey.status} />;
    case 'created_by':
      return (
        <>
          <span className="block wrap-anywhere">
            {apiKey.createdBy.name} <span className="whitespace-nowrap text-ink-soft">· {t(`roles.${apiKey.createdBy.role ?? 'none'}`)}</span>
          </span>
          <span className="block text-xs text-ink-soft wrap-anywhere">{apiKey.createdBy.email}</span>
        </>
      );
    case 'last_used':
      return apiKey.lastUsed ? (
        <>
          <Time at={apiKey.lastUsed.at} />
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

export async function StatusBadge({ status }: { status: Status }) {
  const t = await getTranslations('keys');
  return <Badge {...looks[status]}>{t(`status_${status}`)}</Badge>;
}
