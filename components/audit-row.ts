import { useTranslations } from 'next-intl';
import type { Entry } from '@/lib/core/audit/entry';
import { said } from '@/lib/i18n/said';
import type { Moment } from './ui/moment';
import { useTimeText } from './ui/time';

export type Linked = { text: string; href?: string };
export type Value = string | Moment;

/** What a row says of an event, in the reader's words: the rows are drawn once from this, and not sent as elements besides. */
export type AuditRow = {
  id: string;
  what: string;
  name: Linked;
  who: Linked;
  through: string;
  when: Moment;
  where: string;
  changes: { field: string; before: Value | undefined; after: Value | undefined }[];
  entityId: string;
  userAgent: string;
  requestId: string;
};

/** What is looked up once a table: a component an event would cost more than all that is in it. */
export function useAuditWords() {
  const t = useTranslations('audit');
  return { t, role: useTranslations('roles'), time: useTimeText(), order: Object.keys(t.raw('fields' as 'details')) };
}

type Words = ReturnType<typeof useAuditWords>;

/** Says an event in words; `auditUrl` is where who and what narrow the log. */
export function rowOf(entry: Entry, words: Words, auditUrl: string): AuditRow {
  const { t, time } = words;
  const { id, entity, entityId, actor, before, after } = entry;
  const narrowed = (field: 'key' | 'actor', value: string) => `${auditUrl}?${field}=${value}`;
  return {
    id,
    what: said(t, `actions.${entry.action}`, entry.action),
    name: { text: entry.entityName || t('unnamed'), ...(entity === 'key' && { href: narrowed('key', entityId) }) },
    who: actor.id ? { text: actor.name, href: narrowed(actor.type === 'key' ? 'key' : 'actor', actor.id) } : { text: actor.name || t('nobody') },
    through: t('by_through', { kind: t(`kind_${actor.type}`), door: t(`door_${entry.door as 'console'}`) }),
    when: time(entry.createdAt),
    where: entry.address ?? t('unknown_address'),
    changes: fieldsOf(entry, words).map((field) => ({
      field: said(t, `fields.${field}`, field),
      before: valueOf(field, before?.[field], words),
      after: valueOf(field, after?.[field], words),
    })),
    entityId,
    userAgent: entry.userAgent ?? t('unknown_address'),
    requestId: entry.requestId,
  };
}

const fieldsOf = ({ before, after }: Entry, { order }: Words): string[] => Object.keys({ ...before, ...after }).toSorted((a, b) => order.indexOf(a) - order.indexOf(b));

/** A value in the reader's words, if there is one; what people have written themselves stands as it is. */
function valueOf(field: string, value: unknown, { t, role, time }: Words): Value | undefined {
  if (value === undefined) return undefined;
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
