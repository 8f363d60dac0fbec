import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, afterAll, expect, test } from 'vitest';
import { catalogue, effectiveScopes, isKnown, presetScopes, presets } from '@/lib/core/keys/scopes';
import { forget } from '@/lib/once';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'latchkey-scopes-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const anew = () => ['environment', 'scopes'].forEach(forget);
afterEach(() => {
  delete process.env.SCOPES_FILE;
  anew();
});

function withFile(content: unknown): string {
  const file = path.join(folder, 'scopes.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  process.env.SCOPES_FILE = file;
  anew();
  return file;
}

const rocket = { name: 'rocket', resource: 'rocket', actions: ['read', 'launch'], label: { en: 'Rockets', ko: '로켓' } };

test('the built-in catalogue has the groups of the products and Latchkey’s own', () => {
  expect(catalogue().map(({ resource }) => resource)).toEqual(['project', 'environment', 'table', 'table:data', 'dashboard', 'key', 'member', 'invitation', 'organization', 'audit']);
  expect(presets().map(({ name }) => name)).toEqual(['read_only', 'admin', 'developer', 'query_endpoints', 'ci', 'server', 'ai_agent']);
  expect(presetScopes('admin')).toEqual(['*:*']);
  expect(presetScopes('developer')!.every((scope) => scope.endsWith(':read'))).toBe(true);
  expect(presetScopes('query_endpoints')).toEqual(['table:data:read']);
  expect(presetScopes('server')).toEqual(['project:read', 'environment:read', 'table:read', 'table:data:read', 'table:data:create', 'table:data:update', 'table:data:delete']);
});

test('a file’s groups take the place of the services’, and Latchkey’s own are always there', () => {
  withFile({ groups: [rocket], presets: [{ name: 'pilot', scopes: ['rocket:*'] }] });
  expect(catalogue().map(({ name }) => name)).toEqual(['rocket', 'key', 'member', 'invitation', 'organization', 'audit']);
  expect(isKnown('rocket:launch')).toBe(true);
  expect(isKnown('table:read')).toBe(false);
  expect(effectiveScopes(['rocket:*', 'table:*'], 'member')).toEqual(['rocket:read', 'rocket:launch']);
  expect(presetScopes('pilot')).toEqual(['rocket:*']);
  expect(presetScopes('read_only')).toContain('rocket:read');
  expect(presetScopes('query_endpoints')).toBeUndefined();
});

test('a file’s preset takes the place of the built-in one', () => {
  withFile({ groups: [rocket], presets: [{ name: 'ci', scopes: ['rocket:launch'] }] });
  expect(presetScopes('ci')).toEqual(['rocket:launch']);
});

test.each([
  ['an unknown scope in a preset', { groups: [rocket], presets: [{ name: 'ci', scopes: ['rocket:land'] }] }, /preset ci has the unknown scope "rocket:land"/],
  ['a group twice', { groups: [rocket, rocket] }, /group rocket twice/],
  ['a group of Latchkey’s own', { groups: [{ ...rocket, resource: 'member' }] }, /group member twice: that one is Latchkey’s own/],
  ['a resource in capitals', { groups: [{ ...rocket, resource: 'Rocket' }] }, /groups\.0\.resource/],
  ['a group without actions', { groups: [{ ...rocket, actions: [] }] }, /groups\.0\.actions/],
  ['a word that is none of the format', { groups: [], preset: [] }, /preset/],
  ['something that is no JSON', '{', /can be read/],
])('%s stops the start with a sentence that names the file', (_, content, sentence) => {
  const file = withFile(content);
  expect(() => catalogue()).toThrow(sentence);
  expect(() => catalogue()).toThrow(`SCOPES_FILE is ${JSON.stringify(file)}`);
});

test('a file that is not there stops the start', () => {
  process.env.SCOPES_FILE = '/nowhere/scopes.json';
  anew();
  expect(() => catalogue()).toThrow(/ENOENT/);
});
