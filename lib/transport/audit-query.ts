import { endOfDay, startOfDay } from '@/lib/i18n/dates';

/** The log's filters as they stand in an address. */
export const auditFields = ['q', 'actor', 'entity', 'action', 'key', 'keyId', 'from', 'to'] as const;
export type AuditQuery = Partial<Record<(typeof auditFields)[number], string>>;

/** The fields of an address that are filters, without the empty ones. */
export function auditQuery(given: Record<string, string | string[] | undefined>): AuditQuery {
  const entries = auditFields.map((field) => [field, [given[field]].flat()[0]?.trim()] as const);
  return Object.fromEntries(entries.filter(([, value]) => value));
}

/** What the operation is asked for; days are those of the reader's time zone. */
export function auditInput({ q, from, to, ...exact }: AuditQuery, zone: string) {
  return { ...exact, search: q?.slice(0, 100), from: startOfDay(from, zone), to: endOfDay(to, zone) };
}
