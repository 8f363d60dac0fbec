import { getTranslations } from 'next-intl/server';
import type { Entry } from '@/lib/core/audit/entry';
import { said } from '@/lib/i18n/said';
import { AuditDetails } from './audit-details';
import { Table } from './ui/table';
import { Time } from './ui/time';

/** Events of the log; `auditUrl` makes of who and what links that narrow it, where the reader may see it. */
export async function AuditTable({ entries, auditUrl }: { entries: Entry[]; auditUrl?: string }) {
  const t = await getTranslations('audit');
  if (entries.length === 0) return <p className="rounded-lg border border-line bg-surface px-4 py-6 text-center text-ink-soft">{t('none')}</p>;
  return (
    <Table
      caption={t('events')}
      columns={[t('what'), t('who'), t('when'), t('where')]}
      rows={entries.map((entry) => ({
        id: entry.id,
        cells: [
          <What key="what" entry={entry} auditUrl={auditUrl} />,
          <Who key="who" entry={entry} auditUrl={auditUrl} />,
          <Time key="when" at={entry.createdAt} />,
          entry.address ?? t('unknown_address'),
        ],
      }))}
    />
  );
}

async function What({ entry, auditUrl }: { entry: Entry; auditUrl?: string }) {
  const t = await getTranslations('audit');
  const name = entry.entityName || t('unnamed');
  return (
    <>
      <span className="block font-medium">{said(t, `actions.${entry.action}`, entry.action)}</span>
      <span className="block text-ink-soft">{auditUrl && entry.entity === 'key' ? <Narrow href={`${auditUrl}?key=${entry.entityId}`}>{name}</Narrow> : name}</span>
      <AuditDetails entry={entry} />
    </>
  );
}

async function Who({ entry, auditUrl }: { entry: Entry; auditUrl?: string }) {
  const t = await getTranslations('audit');
  const { type, id, name } = entry.actor;
  const field = type === 'key' ? 'key' : 'actor';
  return (
    <>
      <span className="block">{auditUrl && id ? <Narrow href={`${auditUrl}?${field}=${id}`}>{name}</Narrow> : name || t('nobody')}</span>
      <span className="block text-xs text-ink-soft lg:whitespace-nowrap">{t('by_through', { kind: t(`kind_${type}`), door: t(`door_${entry.door as 'console'}`) })}</span>
    </>
  );
}

const Narrow = ({ href, children }: { href: string; children: string }) => (
  <a href={href} className="underline decoration-line-strong underline-offset-2 hover:text-accent">
    {children}
  </a>
);
