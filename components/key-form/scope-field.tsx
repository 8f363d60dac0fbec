'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState, type ChangeEvent } from 'react';
import type { ScopeGroup, ScopeWords } from '@/lib/i18n/scopes';
import { scopePhrases, scopeSentence, without } from '../scope-sentence';
import { Button } from '../ui/button';
import { FieldError } from '../ui/field-error';

/** The names of this field's inputs, as the form sends them. */
export const scopeInput = (scope: string) => `scope:${scope}`;

type Props = { words: ScopeWords; preset: string; chosen: readonly string[]; error?: string; unknown?: readonly string[] };

/** A preset, or scopes of one's own by group. Without JavaScript the groups fold out by CSS when *Custom* is chosen. */
export function ScopeField({ words, preset: initialPreset, chosen, error, unknown = [] }: Props) {
  const t = useTranslations('scopes');
  const locale = useLocale();
  const [preset, setPreset] = useState(initialPreset);
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set(chosen));
  const [touched, setTouched] = useState(false);
  const presetScopes = words.presets.find(({ name }) => name === preset)?.scopes;
  const scopes = presetScopes ?? [...ticked];
  const allowed = without(words.beyond, words.groups);
  const sentence = (of: readonly string[]) => scopeSentence(of, allowed, t as never, locale);
  const choosePreset = (event: ChangeEvent<HTMLInputElement>) => {
    setTouched(true);
    setPreset(event.target.value);
    if (event.target.value === 'custom' && presetScopes) setTicked(new Set(presetScopes));
  };
  const tick = (names: string[], on: boolean) => {
    setTouched(true);
    setTicked((before) => new Set(on ? [...before, ...names] : [...before].filter((name) => !names.includes(name))));
  };
  return (
    <fieldset className="group/scopes" aria-describedby={error ? 'scopes-error' : undefined}>
      <legend className="font-medium">{t('legend')}</legend>
      <div className="mt-1.5 grid gap-2 sm:grid-cols-2">
        {[...words.presets, { name: 'custom', label: t('custom'), scopes: [] }].map(({ name, label, scopes: has }) => (
          <label key={name} className="flex items-start gap-2.5 rounded-md border border-line bg-surface px-3 py-2 hover:bg-raised has-checked:border-accent has-checked:bg-accent-soft">
            <input type="radio" name="preset" value={name} checked={preset === name} onChange={choosePreset} className="mt-0.5 size-4 shrink-0 accent-accent" />
            <span>
              <span className="font-medium">{label}</span>
              <span suppressHydrationWarning className="block text-xs text-ink-soft">{name === 'custom' ? t('custom_hint') : has.includes('*:*') ? t('everything_short') : scopePhrases(has, allowed, t as never, locale).join('; ') || t('nothing_allowed')}</span>
            </span>
          </label>
        ))}
      </div>
      <div className="mt-3 hidden space-y-3 rounded-md border border-line p-3 group-has-[[name=preset][value=custom]:checked]/scopes:block">
        <label className="flex items-center gap-2 font-medium">
          <input type="checkbox" name={scopeInput('*:*')} checked={ticked.has('*:*')} onChange={(event) => tick(['*:*'], event.target.checked)} className="size-4 accent-accent" />
          {t('all')}
        </label>
        {words.groups.map((group) => (
          <Group key={group.name} group={group} ticked={ticked} tick={tick} />
        ))}
        {unknown.map((scope) => (
          <label key={scope} className="flex items-center gap-2 text-ink-soft">
            <input type="checkbox" name={scopeInput(scope)} checked={ticked.has(scope)} onChange={(event) => tick([scope], event.target.checked)} className="size-4 accent-accent" />
            <code>{scope}</code> {t('unknown')}
          </label>
        ))}
      </div>
      <p suppressHydrationWarning aria-live="polite" className="mt-2 rounded-md bg-raised px-3 py-2 scripted">
        {touched || initialPreset !== 'custom' || chosen.length > 0 ? sentence(scopes) : t('nothing')}
      </p>
      <FieldError id="scopes-error" error={error} />
    </fieldset>
  );
}

/** A verb stands in the same column in every group. */
const columns: Record<string, string> = { read: 'sm:col-start-3', create: 'sm:col-start-4', update: 'sm:col-start-5', delete: 'sm:col-start-6' };

function Group({ group, ticked, tick }: { group: ScopeGroup; ticked: ReadonlySet<string>; tick: (names: string[], on: boolean) => void }) {
  const t = useTranslations('scopes');
  const names = group.scopes.map(({ scope }) => scope);
  const everything = ticked.has('*:*');
  const whole = everything || ticked.has(group.star);
  return (
    <fieldset className="border-t border-line pt-2">
      <legend className="sr-only">{group.label}</legend>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 sm:grid sm:grid-cols-[7.5rem_repeat(5,minmax(0,1fr))_auto] sm:gap-x-2">
        <span aria-hidden className="font-medium max-sm:basis-full first-letter:uppercase">{group.label}</span>
        <label className="flex min-h-8 items-center gap-1.5" title={group.star}>
          <input type="checkbox" name={scopeInput(group.star)} checked={whole} disabled={everything} onChange={(event) => tick([group.star], event.target.checked)} className="size-4 accent-accent" />
          {t('select_all')}
        </label>
        {group.scopes.map(({ scope, verb }) => (
          <label key={scope} className={`flex min-h-8 items-center gap-1.5 ${columns[scope.split(':').at(-1)!]}`} title={scope}>
            <input type="checkbox" name={scopeInput(scope)} checked={whole || ticked.has(scope)} disabled={whole} onChange={(event) => tick([scope], event.target.checked)} className="size-4 accent-accent" />
            {verb}
          </label>
        ))}
        <span className="ms-auto flex gap-1 scripted sm:col-start-7">
          <Button size="small" tone="quiet" disabled={everything} onClick={() => tick([...names, group.star], false)} aria-label={t('none_of', { group: group.label })}>
            {t('select_none')}
          </Button>
        </span>
      </div>
    </fieldset>
  );
}
