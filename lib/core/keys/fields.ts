import { z } from 'zod';
import { instant, name } from '../input';
import { invalid } from '../refusal';
import { addressList } from './addresses';
import { isKnown, presetScopes } from './scopes';

const mostScopes = 200;

const scopes = z
  .array(z.string().max(100))
  .min(1, 'scopes_required')
  .max(mostScopes, 'malformed')
  .transform((given) => [...new Set(given)]);

/** What a key can be given when it is made and changed later; a field that is left out stays, or is the default. */
export const keyFields = {
  scopes: scopes.optional(),
  /** A named set of scopes, in place of the scopes themselves. */
  preset: z.string().max(60).optional(),
  /** Null: never. */
  expiresAt: instant.nullable().optional(),
  addresses: addressList.optional(),
};

export const nameField = name;

type Wanted = { scopes?: string[]; preset?: string };

/**
 * The scopes that are asked for, by themselves or by a preset; undefined when neither is.
 * Those that the key has already may stay, though the catalogue has lost them.
 * @throws Refusal `invalid` that names the first unknown one.
 */
export function scopesAskedFor({ scopes: given, preset }: Wanted, already: readonly string[] = []): string[] | undefined {
  if (preset !== undefined && given !== undefined) throw invalid('preset', 'preset_and_scopes');
  if (preset === undefined) {
    const unknown = given?.find((scope) => !isKnown(scope) && !already.includes(scope));
    if (unknown !== undefined) throw invalid('scopes', 'unknown_scope', { scope: unknown });
    return given;
  }
  const named = presetScopes(preset);
  if (!named) throw invalid('preset', 'unknown_preset', { preset });
  return [...named];
}
