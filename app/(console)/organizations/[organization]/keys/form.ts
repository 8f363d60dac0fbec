import { instantOf } from '@/lib/i18n/local-time';
import { limitsOfForm } from './limits-form';

const day = 86_400_000;

type Fields = Record<string, string>;

/** What the form of a new key asks for. */
export function createInputOf(fields: Fields, zone: string): Record<string, unknown> {
  const { organization, formId, name, type } = fields;
  return { organization, formId, name, type, ...keyFieldsOf(fields, zone), ...limitsOfForm(fields) };
}

/** What the form of a key's changes asks for. */
export function updateInputOf(fields: Fields, zone: string): Record<string, unknown> {
  const { organization, key, version, name } = fields;
  return { organization, key, version: Number(version), name, ...keyFieldsOf(fields, zone) };
}

/** The key that a form is about, and nothing else of it. */
export const theKey = ({ organization, key }: Fields): Record<string, unknown> => ({ organization, key });

/** Makes of the form's fields what a key is given: scopes or preset, expiry, addresses. */
function keyFieldsOf(fields: Fields, zone: string): Record<string, unknown> {
  return { ...scopesOf(fields), ...expiryOf(fields, zone), addresses: addressesOf(fields.addresses ?? '') };
}

function scopesOf(fields: Fields): Record<string, unknown> {
  if (fields.preset !== undefined && fields.preset !== 'custom') return { preset: fields.preset };
  return { scopes: Object.keys(fields).filter((name) => name.startsWith('scope:')).map((name) => name.slice('scope:'.length)) };
}

function expiryOf({ expiry, expiry_at = '', opened }: Fields, zone: string): Record<string, unknown> {
  if (expiry === 'keep') return {};
  if (expiry === 'never') return { expiresAt: null };
  if (expiry === 'custom') return { expiresAt: instantOf(expiry_at, zone) };
  const at = Number(opened) + Number(expiry) * day;
  return { expiresAt: Number.isSafeInteger(at) && Math.abs(at) < 8e15 ? new Date(at).toISOString() : '' };
}

/** One entry a line: the address, then its description. */
function addressesOf(text: string): { source: string; description: string }[] {
  const lines = text.split('\n').map((line) => line.trim()).filter(Boolean);
  return lines.map((line) => {
    const [source = '', ...words] = line.split(/\s+/);
    return { source, description: words.join(' ') };
  });
}
