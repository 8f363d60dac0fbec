import { invalid, type Refusal } from '@/lib/core/refusal';

const deepest = 32;

/** The tokens of text that JSON.parse has found good. */
const tokens = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|-?\d[\d.eE+-]*/gs;
const loneSurrogate = /\p{Cs}/u;

/**
 * Reads JSON that means one thing only (RFC 7493, I-JSON).
 * @throws Refusal `invalid` for what is none, is deeper than 32, has a key twice, or a number or text that cannot be kept exactly.
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  let value: unknown;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    throw malformed('json');
  }
  inspect(text);
  return value;
}

function inspect(text: string): void {
  const open: (Set<string> | null)[] = [];
  let last = '';
  for (const [token] of text.matchAll(tokens)) {
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : null);
      if (open.length > deepest) throw malformed('json_deep');
    } else if (token === '}' || token === ']') open.pop();
    else if (token === ':') refuseTwice(open.at(-1)!, JSON.parse(last) as string);
    else if (token.startsWith('"')) inspectText(token);
    else if (token !== ',' && !(Math.abs(Number(token)) <= Number.MAX_SAFE_INTEGER)) throw malformed('json_number');
    last = token;
  }
}

function refuseTwice(names: Set<string>, name: string): void {
  if (names.has(name) || name === '__proto__') throw malformed('json_twice');
  names.add(name);
}

function inspectText(token: string): void {
  const text = JSON.parse(token) as string;
  if (text.includes('\0') || loneSurrogate.test(text)) throw malformed('json_text');
}

const malformed = (problem: string): Refusal => invalid('', problem);
