import { validate as isUuid } from 'uuid';
import { z } from 'zod';
import { fieldProblems } from '@/lib/core/input';
import { invalid, Refusal, type FieldProblem } from '@/lib/core/refusal';
import { parseStrictJson } from '../strict-json';
import { doorProblems } from './speak';
import type { Problem } from '../problem';

const largestBody = 1_048_576;

/** The placeholders of a path are ids, in either case; given back as they are written everywhere else. @throws Refusal `invalid` that names those that are none. */
export function readPath(path: Record<string, string>): Record<string, string> {
  const wrong = Object.keys(path).filter((name) => !isUuid(path[name]));
  if (wrong.length > 0) throw new Refusal('invalid', { fields: wrong.map((name): FieldProblem => ({ path: name, problem: 'not_an_id' })) });
  return Object.fromEntries(Object.entries(path).map(([name, id]) => [name, id.toLowerCase()]));
}

/** The query's parameters, each once. @throws Refusal `invalid` */
export function readQuery(search: URLSearchParams, schema: z.ZodObject = z.strictObject({})): Record<string, unknown> {
  const given: Record<string, string> = Object.create(null);
  for (const [name, value] of search) {
    if (name in given) throw new Refusal('invalid', { fields: [{ path: name, problem: 'parameter_twice' }] });
    if (/[\0\p{Cs}]/u.test(name + value)) throw new Refusal('invalid', { fields: [{ path: '', problem: 'json_text' }] });
    given[name] = value;
  }
  return parsed(schema, { ...given });
}

/** The body's fields. A problem of the door's own comes back as such. @throws Refusal `invalid` */
export async function readBody(request: Request, schema: z.ZodObject | undefined): Promise<Record<string, unknown> | Problem> {
  if (!schema) return {};
  if (Number(request.headers.get('content-length') ?? 0) > largestBody) return doorProblems.too_large;
  const bytes = await received(request);
  if (bytes.length > largestBody) return doorProblems.too_large;
  if (bytes.length === 0) return parsed(schema, {});
  if (!isJson(request.headers)) return doorProblems.media_type;
  return parsed(schema, parseStrictJson(bytes));
}

/** The bytes of the body. A client that goes away half-way has sent no JSON. */
async function received(request: Request): Promise<Uint8Array> {
  try {
    return new Uint8Array(await request.arrayBuffer());
  } catch {
    throw invalid('', 'json');
  }
}

/** A problem, where a body was wanted. */
export const isProblem = (found: Record<string, unknown> | Problem): found is Problem => 'status' in found && 'title' in found && 'error' in found;

function isJson(headers: Headers): boolean {
  const type = headers.get('content-type')?.split(';')[0]!.trim().toLowerCase();
  return (type === 'application/json' || type === 'application/merge-patch+json') && (headers.get('content-encoding') ?? 'identity') === 'identity';
}

function parsed(schema: z.ZodObject, given: unknown): Record<string, unknown> {
  const result = schema.safeParse(given, { reportInput: true });
  if (!result.success) throw fieldProblems(result.error);
  return result.data;
}
