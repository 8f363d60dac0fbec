import type { ScopeGroup } from '@/lib/i18n/scopes';

type Say = (key: 'phrase' | 'sentence' | 'everything' | 'nothing' | 'nothing_allowed', values?: Record<string, string>) => string;

/** What scopes let a key do, in plain words: the groups that share their verbs are told together. */
export function scopePhrases(scopes: readonly string[], groups: ScopeGroup[], say: Say, locale: string): string[] {
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const byVerbs = new Map<string, string[]>();
  for (const group of groups) {
    const verbs = group.scopes.filter(({ scope }) => scopes.includes(scope) || scopes.includes(group.star)).map(({ verb }) => verb);
    if (verbs.length === 0) continue;
    const together = list.format(verbs);
    byVerbs.set(together, [...(byVerbs.get(together) ?? []), group.label]);
  }
  return [...byVerbs].map(([verbs, things]) => say('phrase', { verbs, things: list.format(things) }));
}

/** The groups without the scopes that grant nothing. */
export const without = (beyond: readonly string[], groups: ScopeGroup[]): ScopeGroup[] =>
  groups.map((group) => ({ ...group, scopes: group.scopes.filter(({ scope }) => !beyond.includes(scope)) }));

/** One sentence of it. */
export function scopeSentence(scopes: readonly string[], groups: ScopeGroup[], say: Say, locale: string): string {
  if (scopes.includes('*:*')) return say('everything');
  const phrases = scopePhrases(scopes, groups, say, locale);
  return phrases.length === 0 ? say(scopes.length === 0 ? 'nothing' : 'nothing_allowed') : say('sentence', { what: phrases.join('; ') });
}
