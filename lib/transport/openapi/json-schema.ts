import { z } from 'zod';

export type JsonSchema = { [key: string]: unknown };

/** Named schemas, as they are met. */
export type Components = Record<string, JsonSchema>;

/** JSON Schema (2020-12, which OpenAPI 3.1 speaks) of what is sent or answered; named parts go to the components. */
export function jsonSchema(schema: z.ZodType, io: 'input' | 'output', components?: Components): JsonSchema {
  const { $schema: _, $defs, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any', override: asOnWire }) as JsonSchema & { $defs?: Components };
  if (components) Object.assign(components, moved($defs ?? {}));
  const named = typeof rest.id === 'string' ? rest.id : null;
  if (!components) return plain($defs ? { ...rest, $defs } : rest) as JsonSchema;
  if (!named) return moved(rest) as JsonSchema;
  components[named] = moved(rest) as JsonSchema;
  return { $ref: `#/components/schemas/${named}` };
}

/** Dates are text on the wire; what only a parameter's description needs stays out. */
function asOnWire({ zodSchema, jsonSchema: made }: { zodSchema: unknown; jsonSchema: JsonSchema }): void {
  if (zodSchema instanceof z.ZodDate) Object.assign(made, { type: 'string', format: 'date-time' });
  if (made.format || made.type === 'integer') delete made.pattern;
  Object.assign(made, made.param);
  delete made.param;
}

/** References into the components, and no ids: OpenAPI's names stand in the references. */
function moved<T>(part: T): T {
  if (Array.isArray(part)) return part.map(moved) as T;
  if (part === null || typeof part !== 'object') return part;
  const entries = Object.entries(part)
    .filter(([key, value]) => !(key === 'id' && typeof value === 'string'))
    .map(([key, value]) => [key, key === '$ref' && typeof value === 'string' ? value.replace('#/$defs/', '#/components/schemas/') : moved(value)]);
  return Object.fromEntries(entries) as T;
}

const plain = (part: JsonSchema): JsonSchema => JSON.parse(JSON.stringify(part)) as JsonSchema;
