import { getTranslations } from 'next-intl/server';

/** Says a problem of the core's in the reader's language. */
export async function say(problem: string, values?: Record<string, string | number>): Promise<string> {
  const t = await getTranslations('problems');
  return t(t.has(problem as never) ? (problem as never) : ('malformed' as never), values as never);
}
