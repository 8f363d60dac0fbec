import { expect, test } from 'vitest';
import { isTyped } from '@/lib/core/input';

test.each([
  ['two  spaces', 'two spaces'],
  ['no-break\u00a0space', 'no-break space'],
  ['全角\u3000空白', '全角 空白'],
  ['plain', '  plain\t'],
  ['caf\u00e9', 'cafe\u0301'],
])('the name %j can be typed as it is shown', (name, typed) => {
  expect(isTyped(typed, name)).toBe(true);
  expect(isTyped(name, name)).toBe(true);
});

test('another name is another name', () => {
  for (const typed of ['', 'nightlyexport', 'Nightly export', 'nightly']) expect(isTyped(typed, 'nightly export')).toBe(false);
});
