import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

type Import = { names: string; from: string; typeOnly: boolean };

function filesUnder(place: string): string[] {
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [place];
  return readdirSync(place).flatMap((name) => filesUnder(path.join(place, name))).filter((file) => /\.tsx?$/.test(file));
}

/** What a file imports; `@/` and relative paths as paths from the root. */
function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const found = [...text.matchAll(/^\s*(?:import|export)\s+(type\s)?([^'"`;]*?)\s*from\s*['"]([^'"]+)['"]|^\s*import\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/gm)];
  return found.map(([, type, names, from, bare, dynamic]) => ({ names: names ?? '', from: resolved(file, from ?? bare ?? dynamic!), typeOnly: type !== undefined }));
}

function resolved(file: string, from: string): string {
  if (from.startsWith('@/')) return from.slice(2);
  return from.startsWith('.') ? path.join(path.dirname(file), from) : from;
}

/** The layers from the outside in; a layer imports itself and those after it. */
const layers: [string, RegExp][] = [
  ['app', /^(app\/|components\/|server$|middleware$|instrumentation$)/],
  ['transport', /^lib\/(transport\/|auth$|i18n\/(?!messages\/)|start$|demo$|operator$|commands\/)/],
  ['core', /^lib\/(core\/|mail)/],
  ['db', /^db\//],
  ['leaves', /^lib\/((once|remembering|env|secrets|log|addresses|host-urls)$|i18n\/messages\/)/],
];

const layerOf = (module: string) => layers.findIndex(([, pattern]) => pattern.test(module.replace(/\.(tsx?|json)$/, '')));
const nameOf = (layer: number) => layers[layer]?.[0];

const sources = ['app', 'components', 'db', 'lib', 'server.ts', 'middleware.ts', 'instrumentation.ts'].flatMap(filesUnder);
const inside = (place: string) => sources.filter((file) => file.startsWith(`${place}/`));

test('there is something to look at', () => {
  expect(sources.length).toBeGreaterThan(40);
  expect(importsOf('lib/core/operation.ts')).toContainEqual({ names: '{ record, type Signature }', from: 'lib/core/audit/store', typeOnly: false });
});

test('every file belongs to a layer', () => {
  expect(sources.filter((file) => layerOf(file) === -1)).toEqual([]);
});

test('imports run one way: app → transport → core → db; types may be looked at from further in', () => {
  const upward = sources.flatMap((file) =>
    importsOf(file)
      .filter(({ from, typeOnly }) => !typeOnly && layerOf(from) !== -1 && layerOf(from) < layerOf(file))
      .map(({ from }) => `${file} (${nameOf(layerOf(file))}) imports ${from} (${nameOf(layerOf(from))})`),
  );
  expect(upward).toEqual([]);
});

test('lib/core and db import neither next nor react nor anything of a door, not even types', () => {
  const foreign = [...inside('lib/core'), ...inside('db')].flatMap((file) =>
    importsOf(file).filter(({ from }) => /^(next|react|next-auth|next-intl|server-only)(\/|$)/.test(from) || /^(app|components|lib\/transport|lib\/i18n|lib\/auth)(\/|$)/.test(from)).map(({ from }) => `${file} imports ${from}`),
  );
  expect(foreign).toEqual([]);
});

describe('tables', () => {
  const mayTouch = (file: string) => file.endsWith('/store.ts') || file === 'lib/core/authorize.ts' || file.startsWith('db/');

  test('are touched by stores and the door alone', () => {
    const touching = sources
      .filter((file) => !mayTouch(file))
      .filter((file) => importsOf(file).some(({ from, typeOnly, names }) => !typeOnly && from === 'db/schema' && !everyNameIsAType(names)));
    expect(touching).toEqual([]);
  });

  test('and SQL is written by them alone', () => {
    // page.ts makes a condition of a cursor, for stores to use.
    const writing = sources.filter((file) => !mayTouch(file) && file !== 'lib/core/page.ts').filter((file) => importsOf(file).some(({ from, typeOnly }) => !typeOnly && /^drizzle-orm($|\/(?!(pglite|postgres-js)))/.test(from)));
    expect(writing).toEqual([]);
  });

  test('are not known to components and pages, nor is the database', () => {
    const knowing = [...inside('components'), ...inside('app')].flatMap((file) => importsOf(file).filter(({ from, typeOnly }) => !typeOnly && /^(db\/|drizzle-orm|postgres$|@electric-sql)/.test(from) && !(file.startsWith('app/readyz') && ['db/client', 'db/migrated'].includes(from))).map(({ from }) => `${file} imports ${from}`));
    expect(knowing).toEqual([]);
  });
});

const everyNameIsAType = (names: string) => names.replace(/[{}]/g, '').split(',').map((name) => name.trim()).filter(Boolean).every((name) => name.startsWith('type '));

test('components/ui know no domain', () => {
  const knowing = inside('components/ui').flatMap((file) => importsOf(file).filter(({ from }) => /^(lib\/core|lib\/transport|db|app)\//.test(from)).map(({ from }) => `${file} imports ${from}`));
  expect(knowing).toEqual([]);
});

test('refusals are told by their tag, never by instanceof', () => {
  expect(sources.filter((file) => /instanceof\s+Refusal\b/.test(readFileSync(file, 'utf8')))).toEqual([]);
});

test('only the door mints an organization’s id', () => {
  expect(sources.filter((file) => /as OrganizationId|as unknown as OrganizationId/.test(readFileSync(file, 'utf8')))).toEqual(['lib/core/authorize.ts']);
});

test('there are no utils, no helpers, and no barrels', () => {
  expect(sources.filter((file) => /(^|\/)(utils?|helpers?|common|misc)(\.tsx?$|\/)/.test(file))).toEqual([]);
  expect(sources.filter((file) => /(^|\/)index\.tsx?$/.test(file))).toEqual([]);
});

test('no text of a query is put together from values', () => {
  const unsafe = sources.filter((file) => /sql\.raw\(|\.unsafe\(\s*`[^`]*\$\{/.test(readFileSync(file, 'utf8')));
  expect(unsafe).toEqual([]);
});

test('every icon that is named is drawn, and none is drawn that nobody shows', () => {
  const drawn = [...readFileSync('app/icons.css', 'utf8').matchAll(/^\.icon-([a-z0-9-]+) /gm)].map(([, name]) => name!);
  const named = [...readFileSync('components/ui/icon.tsx', 'utf8').matchAll(/^ {2}\| '([a-z0-9-]+)'/gm)].map(([, name]) => name!);
  const shown = [...inside('app'), ...inside('components')].filter((file) => !file.endsWith('ui/icon.tsx')).map((file) => readFileSync(file, 'utf8')).join('\n');
  expect(drawn).toEqual(named);
  expect(named.filter((name) => !shown.includes(`'${name}'`) && !shown.includes(`"${name}"`))).toEqual([]);
});
