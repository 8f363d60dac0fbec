import { getLocale, getTranslations } from 'next-intl/server';
import type { Role } from '@/lib/core/access';
import type { Label } from '@/lib/core/keys/catalogue';
import { beyond, catalogue, presets } from '@/lib/core/keys/scopes';

/** A group of scopes in the reader's language. */
export type ScopeGroup = { name: string; label: string; star: string; scopes: { scope: string; verb: string }[] };
export type ScopePreset = { name: string; label: string; scopes: readonly string[] };
/** `beyond`: what the reader’s role does not allow, whatever a key is given. */
export type ScopeWords = { groups: ScopeGroup[]; presets: ScopePreset[]; beyond: readonly string[] };

/** The catalogue and the presets as the reader calls them. @param role the reader's, where they choose among them. */
export async function scopeWords(role: Role = 'owner'): Promise<ScopeWords> {
  const locale = await getLocale();
  const t = await getTranslations('scopes');
  const say = (key: string, label: Label | undefined, name: string): string =>
    label?.[locale] ?? label?.en ?? (t.has(key as never) ? t(key as never) : name);
  return {
    groups: catalogue().map((group) => ({
      name: group.name,
      label: say(`group_${group.name}`, group.label, group.name),
      star: `${group.resource}:*`,
      scopes: group.actions.map((action) => ({ scope: `${group.resource}:${action}`, verb: say(`verb_${action}`, undefined, action) })),
    })),
    presets: presets().map((preset) => ({ name: preset.name, label: say(`preset_${preset.name}`, preset.label, preset.name), scopes: preset.scopes })),
    beyond: beyond(role),
  };
}
