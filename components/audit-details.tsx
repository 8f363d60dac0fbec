import { useTranslations } from 'next-intl';
import { Fragment, type ReactNode } from 'react';
import type { Entry } from '@/lib/core/audit/entry';
import { said } from '@/lib/i18n/said';
import { useTime } from './ui/time';

/** What is looked up once a table: a component an event would cost more than all that is in it. */
export function useAuditWords() {
  const t = useTranslations('audit');
  return { t, role: useTranslations('roles'), time: useTime(), order: Object.keys(t.raw('fields' as 'details')) };
}

export type AuditWords = ReturnType<typeof useAuditWords>;

/** What an event changed, and by which request: folded in, for most readers have seen enough. */
export function detailsOf({ before, after, entityId, userAgent, requestId }: Entry, words: AuditWords): ReactNode {
  const { t, order } = words;
  const fields = Object.keys({ ...before, ...after }).toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
  return (
    <details className="mt-1">
      <summary className="w-fit text-xs text-ink-soft underline decoration-line-strong underline-offset-2">{t('details')}</summary>
      <dl className="mt-1.5 grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 text-start text-xs [&_dd]:wrap-anywhere [&_dt]:text-ink-soft">
        {fields.map((field) => changeOf(field, before?.[field], after?.[field], words))}
        <dt>{t('entity_id')}</dt>
        <dd className="font-mono">{entityId}</dd>
        <dt>{t('user_agent')}</dt>
        <dd>{userAgent ?? t('unknown_address')}</dd>
        <dt>{t('request_id')}</dt>
        <dd className="font-mono">{requestId}</dd>
      </dl>
    </details>
  );
}

const changeOf = (field: string, before: unknown, after: unknown, words: AuditWords) => (
  <Fragment key={field}>
    <dt>{said(words.t, `fields.${field}`, field)}</dt>
    <dd>
      {before !== undefined && <del className="me-2 text-danger">{valueOf(field, before, words)}</del>}
      {after !== undefined && <ins className="no-underline">{valueOf(field, after, words)}</ins>}
    </dd>
  </Fragment>
);

/** A value in the reader's words; what people have written themselves stands as it is. */
function valueOf(field: string, value: unknown, { t, role, time }: AuditWords): ReactNode {
  if (value === null || (Array.isArray(value) && value.length === 0)) return said(t, `values.${field}.nothing`, t('no_value'));
  if (field === 'scopes' && (value as string[]).includes('*:*')) return t('values.scopes.everything');
  if (Array.isArray(value)) return value.map(entryOf).join(', ');
  if (field === 'role') return role(value as 'owner');
  if (field === 'expiresAt') return time(new Date(value as string));
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return said(t, `values.${field}.${text}`, text);
}

/** A scope, a project, or an address with its description. */
const entryOf = (entry: string | { source: string; description: string }): string => (typeof entry === 'string' ? entry : `${entry.source} ${entry.description}`.trim());
