import { createTranslator } from 'next-intl';
import messages from '@/lib/i18n/messages/en.json';
import type { FieldProblem } from '@/lib/core/refusal';

const translate = createTranslator({ locale: 'en', messages, namespace: 'problems' });

/** Says a problem of the core's to programs, which are spoken to in English. */
export function inEnglish(problem: string, values?: FieldProblem['values']): string {
  const key = (translate.has(problem as never) ? problem : 'malformed') as never;
  return translate(key, values as never);
}
