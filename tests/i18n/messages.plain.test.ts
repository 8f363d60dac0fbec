import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { expect, test } from 'vitest';
import en from '@/lib/i18n/messages/en.json';
import ja from '@/lib/i18n/messages/ja.json';
import ko from '@/lib/i18n/messages/ko.json';

type Tree = { [key: string]: string | Tree };

function flat(tree: Tree, prefix = ''): Record<string, string> {
  return Object.fromEntries(Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[prefix + key, value]] : Object.entries(flat(value, `${prefix}${key}.`)))));
}

function placeholders(message: string): string[] {
  const names = (elements: MessageFormatElement[]): string[] =>
    elements.flatMap((element) => {
      if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
      const inner = 'options' in element ? Object.values(element.options).flatMap((option) => names(option.value)) : 'children' in element ? names(element.children) : [];
      return [element.value, ...inner];
    });
  return [...new Set(names(parse(message)))].toSorted();
}

const english = flat(en);

test.each([['ko', flat(ko)], ['ja', flat(ja)]] as const)('%s says everything that English says, with the same placeholders', (_language, messages) => {
  expect(Object.keys(messages).toSorted()).toEqual(Object.keys(english).toSorted());
  for (const [key, message] of Object.entries(messages)) {
    expect({ key, placeholders: placeholders(message) }).toEqual({ key, placeholders: placeholders(english[key]!) });
  }
});

test('no message is empty, and none is left in English', () => {
  const same = new Set(['app.name', 'reveal.key_id', 'reveal.key_secret']);
  for (const messages of [flat(ko), flat(ja)]) {
    for (const [key, message] of Object.entries(messages)) {
      expect(message.trim(), key).not.toBe('');
      const words = message.replace(/\{[^{}]*\}/g, '').match(/[A-Za-z]{4,}/g) ?? [];
      if (!same.has(key) && words.length > 2 && !/\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Han}/u.test(message)) throw new Error(`${key} is in English: ${message}`);
    }
  }
});

test('every problem that the core names can be said', () => {
  const problems = new Set(Object.keys(en.problems));
  const sources = files('lib/core').map((file) => readFileSync(file, 'utf8')).join('\n');
  const named = [...sources.matchAll(/problem: '([a-z_]+)'/g), ...sources.matchAll(/invalid\([^,]+, '([a-z_]+)'/g)].map((match) => match[1]!);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((name) => !problems.has(name))).toEqual([]);
});

test('a disabled key and a revoked key never carry the same word', () => {
  for (const messages of [en, ko, ja]) expect(messages.keys.status_disabled).not.toBe(messages.keys.status_revoked);
  expect(ko.app.cancel).toBe('닫기');
  expect(ko.keys.revoke).toBe('취소');
  expect(ja.keys.revoke).toBe('無効化');
});

test('no component or page holds words of its own', () => {
  const found = [...files('app'), ...files('components')]
    .filter((file) => file.endsWith('.tsx'))
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/(?<!=)>\s*([A-Z][a-z]+[^<>{}=;()]*)</g), ...readFileSync(file, 'utf8').matchAll(/(?:aria-label|title|placeholder|alt)="([^"]*[A-Za-z]{3}[^"]*)"/g)].map((match) => `${file}: ${match[1]!.trim()}`));
  expect(found).toEqual([]);
});

test('the words of the products stand where people look for them', () => {
  expect([en, ko, ja].map(({ keys }) => [keys.title, keys.list, keys.open_create, keys.create, keys.organization_list])).toEqual([
    ['API keys', 'API key list', 'Create API key', 'Create API key', 'Organization API Keys'],
    ['API 키 관리', 'API 키 목록', '새 API 키', 'API 키 생성', '조직 API 키'],
    ['APIキー管理', 'APIキー一覧', '新しいAPIキー', 'APIキーを作成', '組織のAPIキー'],
  ]);
});

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? files(file) : /\.tsx?$/.test(file) ? [file] : [];
  });
}
