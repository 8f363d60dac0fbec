import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import type { Entry } from '@/lib/core/audit/entry';
import { Time } from './ui/time';

/** What an event changed, and by which request: folded in, for most readers have seen enough. */
export async function AuditDetails({ entry: { before, after, entityId, userAgent, requestId } }: { entry: Entry }) {
  const t = await getTranslations('audit');
  const order = Object.keys(t.raw('fields' as 'details'));
  const fields = Object.keys({ ...before, ...after }).toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
  return (
    <details className="mt-1">
      <summary className="w-fit text-xs text-ink-soft underline decoration-line-strong underline-offset-2">{t('details')}</summary>
      <dl className="mt-1.5 grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1 text-start text-xs">
        {fields.map((field) => (
          <Change key={field} field={field} before={before?.[field]} after={after?.[field]} />
        ))}
        <dt className="text-ink-soft">{t('entity_id')}</dt>
        <dd className="font-mono wrap-anywhere">{entityId}</dd>
        <dt className="text-ink-soft">{t('user_agent')}</dt>
        <dd className="wrap-anywhere">{userAgent ?? t('unknown_address')}</dd>
        <dt className="text-ink-soft">{t('request_id')}</dt>
        <dd className="font-mono wrap-anywhere">{requestId}</dd>
      </dl>
    </details>
  );
}

async function Change({ field, before, after }: { field: string; before: unknown; after: unknown }) {
  const words = { t: await getTranslations('audit'), role: await getTranslations('roles') };
  return (
    <>
      <dt className="text-ink-soft">{said(words.t, `fields.${field}`, field)}</dt>
      <dd className="wrap-anywhere">
        {before !== undefined && <del className="me-2 text-danger">{valueOf(field, before, words)}</del>}
        {after !== undefined && <ins className="no-underline">{valueOf(field, after, words)}</ins>}
      </dd>
    </>
  );
}

type Words = { t: Awaited<ReturnType<typeof getTranslations<'audit'>>>; role: Awaited<ReturnType<typeof getTranslations<'roles'>>> };

/** A value in the reader's words; what people have written themselves stands as it is. */
function valueOf(field: string, value: unknown, { t, role }: Words): ReactNode {
  if (value === null || (Array.isArray(value) && value.length === 0)) return said(t, `values.${field}.nothing`, t('no_value'));
  if (field === 'scopes' && (value as string[]).includes('*:*')) return t('values.scopes.everything');
  if (Array.isArray(value)) return value.map(entryOf).join(', ');
  if (field === 'role') return role(value as 'owner');
  if (field === 'expiresAt') return <Time at={new Date(value as string)} />;
  return said(t, `values.${field}.${String(value)}`, String(value));
}

/** A scope, a project, or an address with its description. */
const entryOf = (entry: string | { source: string; description: string }): string => (typeof entry === 'string' ? entry : `${entry.source} ${entry.description}`.trim());

const said = (t: Words['t'], name: string, otherwise: string): string => (t.has(name as never) ? t(name as never) : otherwise);
