import { readFileSync } from 'node:fs';
import { environment, EnvironmentError } from '@/lib/env';
import { once } from '@/lib/once';
import { isKnown } from '../keys/scopes';
import { segmentsOf } from './path';

/** `GET /v1/data/* -> table:data:read`: `*` alone is one segment, at the end all that follow. */
export type Rule = { line: number; methods: readonly string[] | '*'; segments: readonly string[]; scopes: readonly string[] };

/**
 * The route policy of POLICY_FILE, read once; null where there is none.
 * @throws EnvironmentError that names every mistake by its line.
 */
export const routePolicy = (): readonly Rule[] | null =>
  once('route policy', () => {
    const { POLICY_FILE } = environment();
    return POLICY_FILE === undefined ? null : readPolicy(POLICY_FILE);
  });

/** The scopes that a route needs, by the first rule that names it; null when none does, or the path can be read in two ways. */
export function scopesFor(policy: readonly Rule[], method: string, uri: string): readonly string[] | null {
  const segments = segmentsOf(uri);
  if (!segments) return null;
  return policy.find((rule) => coversMethod(rule, method) && coversPath(rule.segments, segments))?.scopes ?? null;
}

function readPolicy(file: string): readonly Rule[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new EnvironmentError(`POLICY_FILE is ${JSON.stringify(file)}, and should be a file that can be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  const { rules, mistakes } = parsePolicy(text);
  if (mistakes.length > 0) throw new EnvironmentError(mistakes.map(({ line, problem }) => `POLICY_FILE ${file}, line ${line}: ${problem}.`).join('\n'));
  return rules;
}

type Mistake = { line: number; problem: string };

/** The rules of a policy, one a line, and every mistake in it. */
export function parsePolicy(text: string): { rules: Rule[]; mistakes: Mistake[] } {
  const rules: Rule[] = [];
  const mistakes: Mistake[] = [];
  text.split(/\r?\n/).forEach((content, i) => {
    const trimmed = content.replace(/(^|\s)#.*$/, '').trim();
    if (trimmed === '') return;
    const rule = parseRule(trimmed, i + 1);
    const problem = typeof rule === 'string' ? rule : shadowed(rule, rules);
    if (problem) mistakes.push({ line: i + 1, problem });
    else rules.push(rule as Rule);
  });
  if (rules.length === 0 && mistakes.length === 0) mistakes.push({ line: 1, problem: 'the file holds no rule' });
  return { rules, mistakes };
}

function parseRule(text: string, line: number): Rule | string {
  const match = /^(\S+)\s+(\S+)\s+->\s+(\S.*)$/.exec(text);
  if (!match) return 'a rule is a method, a path, an arrow and scopes, such as GET /v1/data/* -> table:data:read';
  const methods = match[1] === '*' ? '*' : match[1]!.split(',');
  if (methods !== '*' && !methods.every((method) => /^[A-Z]+$/.test(method))) return `${match[1]} is no method: GET, or GET,POST, or *`;
  const segments = segmentsOf(match[2]!);
  if (!segments || /\?|%2a/i.test(match[2]!)) return `${match[2]} is no plain path that begins with /`;
  if (segments.some((segment) => segment.includes('*') && segment !== '*')) return `${match[2]}: * stands for a whole segment, or at the end for all that follow`;
  const scopes = match[3] === 'none' ? [] : match[3]!.split(/[\s,]+/);
  const unknown = scopes.find((scope) => !isKnown(scope));
  if (unknown !== undefined) return `${unknown || 'nothing beside a comma'} is no scope`;
  const many = scopes.find((scope) => scope.includes('*'));
  return many ? `${many} stands for many scopes: name those that the route needs` : { line, methods, segments, scopes };
}

/** A rule below one that covers all it names would never count. */
function shadowed(rule: Rule, above: readonly Rule[]): string | null {
  const methods = rule.methods === '*' ? null : rule.methods;
  const cover = above.find((other) => (methods ? methods.every((method) => coversMethod(other, method)) : other.methods === '*') && coversPath(other.segments, rule.segments));
  return cover ? `line ${cover.line} already covers this rule: put it above` : null;
}

/** HEAD is GET without the body. */
const coversMethod = ({ methods }: Rule, method: string) => methods === '*' || methods.includes(method) || (method === 'HEAD' && methods.includes('GET'));

function coversPath(pattern: readonly string[], segments: readonly string[]): boolean {
  const last = pattern.length - 1;
  if (pattern[last] === '*' ? segments.length < pattern.length : segments.length !== pattern.length) return false;
  return pattern.every((part, i) => (part === '*' ? segments[i] !== '' : part === segments[i]));
}
