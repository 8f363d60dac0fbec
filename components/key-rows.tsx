'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { keyMenuOf } from './key-menu';
import type { KeyMenuFormIds } from './key-menu-forms';
import type { Row } from './key-row';
import { StatusBadge } from './status-badge';
import { timeOf, type Moment } from './ui/moment';

type Translate = ReturnType<typeof useTranslations<'keys'>>;

type Props = {
  rows: Row[];
  /** The headings, but for the first. */
  headings: string[];
  keysUrl: string;
  present: string;
  forms: KeyMenuFormIds;
};

/** The rows of a table of keys. */
export function KeyRows({ rows, headings, keysUrl, present, forms }: Props) {
  const t = useTranslations('keys');
  return rows.map((row) => (
    <tr key={row.id}>
      <th scope="row">
        <a href={`${keysUrl}/${row.id}`} className="font-medium wrap-anywhere hover:text-accent hover:underline">
          {row.name}
        </a>
        <code className="block text-xs font-normal text-ink-soft" aria-label={row.endsIn}>
          {`…${row.suffix}`}
        </code>
      </th>
      {cellsOf(row, t).map((cell, i) => (
        <td key={headings[i]} data-column={headings[i]}>
          {cell}
        </td>
      ))}
      <td>{keyMenuOf({ apiKey: row, own: row.own, keysUrl, present, forms }, t)}</td>
    </tr>
  ));
}

function cellsOf(row: Row, t: Translate): ReactNode[] {
  return [
    row.type,
    <span key="scopes" title={row.scopes.all}>{row.scopes.said}</span>,
    <StatusBadge key="status" status={row.status} word={row.statusWord} />,
    ...(row.createdBy ? [<Creator key="creator" {...row.createdBy} />] : []),
    row.lastUsed ? <LastUse key="use" at={row.lastUsed} from={row.lastUsedFrom} /> : t('never_used'),
    timeOf(row.created),
    row.expires ? timeOf(row.expires) : t('never_expires'),
  ];
}

function Creator({ name, href, role, email }: NonNullable<Row['createdBy']>) {
  return (
    <div className="min-w-40 whitespace-normal wrap-anywhere">
      {href ? (
        <a href={href} className="hover:text-accent hover:underline">
          {name}
        </a>
      ) : (
        name
      )}
      <span className="text-ink-soft">{`\u00a0· ${role}`}</span>
      <div className="text-xs text-ink-soft">{email}</div>
    </div>
  );
}

function LastUse({ at, from }: { at: Moment; from: string | null }) {
  return (
    <div className="xl:[&_time]:whitespace-normal">
      {timeOf(at)}
      {from && <div className="text-xs text-ink-soft">{from}</div>}
    </div>
  );
}
