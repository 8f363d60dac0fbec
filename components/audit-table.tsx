import type { Entry } from '@/lib/core/audit/entry';
import { rowOf, useAuditWords } from './audit-row';
import { AuditRows } from './audit-rows';
import { TableFrame } from './ui/table';

/** Events of the log; `auditUrl` makes of who and what links that narrow it. */
export function AuditTable({ entries, auditUrl }: { entries: Entry[]; auditUrl: string }) {
  const words = useAuditWords();
  const { t } = words;
  if (entries.length === 0) return <p className="rounded-lg border border-line bg-surface px-4 py-6 text-center text-ink-soft">{t('none')}</p>;
  const columns = [t('what'), t('who'), t('when'), t('where')];
  const labels = { details: t('details'), entityId: t('entity_id'), userAgent: t('user_agent'), requestId: t('request_id') };
  return (
    <TableFrame caption={t('events')} columns={columns}>
      <AuditRows rows={entries.map((entry) => rowOf(entry, words, auditUrl))} columns={columns} labels={labels} />
    </TableFrame>
  );
}
