import type { JsonSchema } from '../openapi/json-schema';

/** What says something of all alternatives, not of one. */
const common = ['title', 'description', 'default'];

/** A JSON Schema with one type in each place: clients that hand tools on to models do not all know lists of types. */
export function portable(schema: JsonSchema): JsonSchema {
  const parts = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, within(part)]));
  if (!Array.isArray(parts.type)) return parts;
  const { type, ...others } = parts;
  const ofAll = Object.fromEntries(Object.entries(others).filter(([name]) => common.includes(name)));
  const ofOne = Object.fromEntries(Object.entries(others).filter(([name]) => !common.includes(name)));
  return { ...ofAll, anyOf: (type as string[]).map((one) => (one === 'null' ? { type: one } : { ...ofOne, type: one })) };
}

function within(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(within);
  return part !== null && typeof part === 'object' ? portable(part as JsonSchema) : part;
}
