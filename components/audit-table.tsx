import type { ReactNode } from 'react';
import type { Entry } from '@/lib/core/audit/entry';
import { said } from '@/lib/i18n/said';
import { detailsOf, useAuditWords, type AuditWords } from './audit-details';
import { Table } from './ui/table';

/** Events of the log; `auditUrl` makes of who and what links that narrow it, where the reader may see it. */
export function AuditTable({ entries, auditUrl }: { entries: Entry[]; auditUrl?: string }) {
  const words = useAuditWords();
  const { t, time } = words;
  if (entries.length === 0) return <p className="rounded-lg border border-line bg-surface px-4 py-6 text-center text-ink-soft">{t('none')}</p>;
  return (
    <Table
      caption={t('events')}
      columns={[t('what'), t('who'), t('when'), t('where')]}
      rows={entries.map((entry) => ({
        id: entry.id,
        cells: [
          whatOf(entry, words, auditUrl),
          whoOf(entry, words, auditUrl),
          time(entry.createdAt),
          entry.address ?? t('unknown_address'),
        ],
      }))}
    />
  );
}

function whatOf(entry: Entry, words: AuditWords, auditUrl?: string): ReactNode {
  const { t } = words;
  const name = entry.entityName || t('unnamed');
  return (
    <>
      <span className="block font-medium">{said(t, `actions.${entry.action}`, entry.action)}</span>
      <span className="block text-ink-soft">{auditUrl && entry.entity === 'key' ? <Narrow href={`${auditUrl}?key=${entry.entityId}`}>{name}</Narrow> : name}</span>
      {detailsOf(entry, words)}
    </>
  );
}

function whoOf({ actor: { type, id, name }, door }: Entry, { t }: AuditWords, auditUrl?: string): ReactNode {
  const field = type === 'key' ? 'key' : 'actor';
  return (
    <>
      <span className="block">{auditUrl && id ? <Narrow href={`${auditUrl}?${field}=${id}`}>{name}</Narrow> : name || t('nobody')}</span>
      <span className="block text-xs text-ink-soft lg:whitespace-nowrap">{t('by_through', { kind: t(`kind_${type}`), door: t(`door_${door as 'console'}`) })}</span>
    </>
  );
}

const Narrow = ({ href, children }: { href: string; children: string }) => (
  <a href={href} className="underline decoration-line-strong underline-offset-2 hover:text-accent">
    {children}
  </a>
);
