import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, test } from 'vitest';
import ts from 'typescript-5';
import { tools } from '@/tests/support/tools';

type Judgement = { status: 'safe' | 'vulnerable' | 'unknown'; complexity?: { summary: string } };
type Recheck = { checkSync(source: string, flags: string, how: { checker: 'automaton' }): Judgement };

/** Where a text that would take long cannot come from a stranger. */
const harmless: Record<string, string> = {
  'lib/transport/strict-json.ts': 'its text is JSON that was found good: every quotation ends',
  'lib/core/routes/policy.ts': 'its text is a file of who operates Latchkey',
};

/** What reads the words of strangers. */
const sources = ['lib/transport', 'lib/core', 'lib/i18n']
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)))
  .filter((file) => /\.tsx?$/.test(file) && !harmless[file]);

function expressionsIn(file: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest));
  return found;
}

test('no regular expression that meets a stranger’s text takes longer than in proportion to it: one request would hold up all', () => {
  const { checkSync } = createRequire(path.join(tools('lint'), 'any.js'))('recheck') as Recheck;
  const judged = (expression: string) => {
    const end = expression.lastIndexOf('/');
    const { status, complexity } = checkSync(expression.slice(1, end), expression.slice(end + 1), { checker: 'automaton' });
    return status === 'safe' ? [] : [`${expression} is ${status}: ${complexity?.summary}`];
  };
  const found = sources.flatMap((file) => expressionsIn(file).map((expression) => ({ file, expression })));
  expect(found.length).toBeGreaterThan(30);
  expect(found.flatMap(({ file, expression }) => judged(expression).map((fault) => `${file}: ${fault}`))).toEqual([]);
}, 60_000);
