import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

/** The lines of the security list that are built; whoever builds another adds its number here. */
const built = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26];

const files = readdirSync('tests', { recursive: true, encoding: 'utf8' }).filter((file) => /\.(test|spec)\.ts$/.test(file) && file !== 'security.test.ts');
const texts = files.map((file) => readFileSync(path.join('tests', file), 'utf8'));

/** The names of tests and of their groups, as they stand in the files. */
const names = texts.flatMap((text) => [...text.matchAll(/\b(?:test|describe)(?:\.each\([\s\S]*?\))?\(\s*(['"`])([\s\S]*?)\1\s*,/g)].map((match) => match[2]!));

test.each(built)('line %i has a test that names it', (line) => {
  expect(names.filter((name) => name.includes(`[S${line}]`)).length).toBeGreaterThan(0);
});

test('no test is switched off, waits by the clock, or is alone', () => {
  const tricks = /\b(test|it|describe)\.(skip|only|todo|fixme|skipIf|runIf|fails)\b|waitForTimeout\(|\bsleep\(|setTimeout\((resolve|done|r)\b/;
  expect(files.filter((_, n) => tricks.test(texts[n]!))).toEqual([]);
});

/** The rows of the table in docs/security.md: what is promised, the files that hold it, and the lines of the list that they name. */
const promises = readFileSync('docs/security.md', 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| promised'))
  .map((line) => [line.split('|')[1]!.trim(), [...line.matchAll(/`(tests\/[^`]+)`/g)].map((match) => match[1]!), line.match(/\[S\d+\]/g) ?? []] as const);

test('docs/security.md promises something', () => {
  expect(promises.length).toBeGreaterThan(10);
});

test.each(promises)('“%s” is held by tests that are there, and name the lines that they hold', (_, places, lines) => {
  expect(places.length).toBeGreaterThan(0);
  const text = places.flatMap(filesAt).map((file) => readFileSync(file, 'utf8')).join('\n');
  expect(lines.filter((line) => !text.includes(line))).toEqual([]);
});

function filesAt(place: string): string[] {
  return statSync(place).isFile() ? [place] : readdirSync(place, { encoding: 'utf8' }).flatMap((name) => filesAt(path.join(place, name)));
}
