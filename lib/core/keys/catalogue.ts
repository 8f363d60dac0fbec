import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { environment, EnvironmentError } from '@/lib/env';

/** What a thing is called on the screen, a language each. */
export type Label = { en?: string; ko?: string; ja?: string };
export type Group = { name: string; resource: string; actions: readonly string[]; management?: boolean; label?: Label };
export type Preset = { name: string; scopes: readonly string[]; label?: Label };
/** What a key can be good for, by group: first the services behind Latchkey, then Latchkey itself. */
export type Catalogue = { groups: readonly Group[]; presets: readonly Preset[] };

/** Everything, as far as its holder may. */
export const everything = '*:*';

export const scopesOf = (group: Group): string[] => group.actions.map((action) => `${group.resource}:${action}`);

const fourVerbs = ['read', 'create', 'update', 'delete'] as const;

const services: readonly Group[] = [
  { name: 'project', resource: 'project', actions: fourVerbs },
  { name: 'environment', resource: 'environment', actions: fourVerbs },
  { name: 'table', resource: 'table', actions: fourVerbs },
  { name: 'table_data', resource: 'table:data', actions: fourVerbs },
  { name: 'dashboard', resource: 'dashboard', actions: ['read'] },
];

const own: readonly Group[] = [
  { name: 'key', resource: 'key', actions: fourVerbs },
  { name: 'member', resource: 'member', actions: ['read', 'update', 'delete'], management: true },
  { name: 'invitation', resource: 'invitation', actions: ['read', 'create', 'delete'], management: true },
  { name: 'organization', resource: 'organization', actions: ['read', 'update'], management: true },
  { name: 'audit', resource: 'audit', actions: ['read'], management: true },
];

/** The built-in presets, as far as the catalogue has their scopes. */
function builtIn(groups: readonly Group[]): Preset[] {
  const all = groups.flatMap(scopesOf);
  const reading = all.filter((scope) => scope.endsWith(':read'));
  const managing = new Set(groups.filter((group) => group.management).flatMap(scopesOf));
  const ci = ['project:read', 'environment:read', 'table:read', 'table:create', 'table:update', 'table:data:read', 'table:data:create', 'table:data:update'];
  const server = ['project:read', 'environment:read', 'table:read', 'table:data:read', 'table:data:create', 'table:data:update', 'table:data:delete'];
  const presets: Preset[] = [
    { name: 'read_only', scopes: reading },
    { name: 'admin', scopes: [everything] },
    { name: 'developer', scopes: reading },
    { name: 'query_endpoints', scopes: all.filter((scope) => scope === 'table:data:read') },
    { name: 'ci', scopes: all.filter((scope) => ci.includes(scope)) },
    { name: 'server', scopes: all.filter((scope) => server.includes(scope)) },
    { name: 'ai_agent', scopes: reading.filter((scope) => !managing.has(scope)) },
  ];
  return presets.filter((preset) => preset.scopes.length > 0);
}

const word = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/);
const label = z.strictObject({ en: z.string(), ko: z.string(), ja: z.string() }).partial();
const file = z.strictObject({
  groups: z.array(z.strictObject({ name: word, resource: z.string().regex(/^[a-z][a-z0-9_-]*(:[a-z][a-z0-9_-]*)*$/).max(60), actions: z.array(word).min(1), label: label.optional() })),
  presets: z.array(z.strictObject({ name: word, scopes: z.array(z.string()).min(1), label: label.optional() })).default([]),
});

/**
 * The catalogue of SCOPES_FILE, or the built-in one; Latchkey's own groups are always there.
 * @throws EnvironmentError that says what is wrong with the file, an unknown scope by its name.
 */
export function loadCatalogue(): Catalogue {
  const path = environment().SCOPES_FILE;
  if (!path) return { groups: [...services, ...own], presets: builtIn([...services, ...own]) };
  const given = parsed(path);
  const groups: Group[] = [...given.groups, ...own];
  const named = new Map([...builtIn(groups), ...given.presets].map((preset) => [preset.name, preset]));
  const catalogue = { groups, presets: [...named.values()] };
  const wrong = mistake(catalogue);
  if (wrong) throw new EnvironmentError(`SCOPES_FILE is ${JSON.stringify(path)}, ${wrong}.`);
  return catalogue;
}

function parsed(path: string): z.output<typeof file> {
  const refuse = (why: string) => new EnvironmentError(`SCOPES_FILE is ${JSON.stringify(path)}, and should be ${why}.`);
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(/*turbopackIgnore: true*/ path, 'utf8'));
  } catch (error) {
    throw refuse(`a JSON file that can be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`);
  }
  const result = file.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw refuse(`{"groups": [{"name", "resource", "actions"}], "presets": [{"name", "scopes"}]}; at ${issue.path.join('.') || 'the top'}: ${issue.message}`);
}

function mistake({ groups, presets }: Catalogue): string | null {
  for (const part of ['name', 'resource'] as const) {
    const twice = groups.find((group, index) => groups.findIndex((other) => other[part] === group[part]) < index);
    if (twice) return `which names the group ${twice[part]} twice${own.some((group) => group[part] === twice[part]) ? ': that one is Latchkey’s own' : ''}`;
  }
  const known = new Set([everything, ...groups.flatMap((group) => [...scopesOf(group), `${group.resource}:*`])]);
  for (const preset of presets) {
    const unknown = preset.scopes.find((scope) => !known.has(scope));
    if (unknown !== undefined) return `whose preset ${preset.name} has the unknown scope ${JSON.stringify(unknown)}`;
  }
  return null;
}
