import type { OpenApiOperation } from './document';
import type { JsonSchema } from './json-schema';

/** A field of a body or a result, in the words of a reference page. */
export type FieldLine = { name: string; type: string; required: boolean; description: string; fields: FieldLine[] };

type Schemas = Record<string, JsonSchema>;

/** The fields of an object, or of the objects in a list; and theirs in turn. */
export function fieldsOf(schema: JsonSchema | undefined, schemas: Schemas): FieldLine[] {
  const object = resolved(schema, schemas);
  if (object.type === 'array') return fieldsOf(object.items as JsonSchema, schemas);
  const required = (object.required ?? []) as string[];
  return Object.entries((object.properties ?? {}) as Schemas).map(([name, field]) => ({
    name,
    type: typeOf(field),
    required: required.includes(name),
    description: String(field.description ?? resolved(field, schemas).description ?? ''),
    fields: fieldsOf(field, schemas),
  }));
}

/** A type in a few characters: `string`, `ApiKey[]`, `enabled | disabled`. */
export function typeOf(schema: JsonSchema): string {
  if (typeof schema.$ref === 'string') return schema.$ref.split('/').at(-1)!;
  if (schema.allOf) return (schema.allOf as JsonSchema[]).map(typeOf).join(' & ');
  if (schema.anyOf) return (schema.anyOf as JsonSchema[]).map(typeOf).join(' | ');
  if (schema.enum) return (schema.enum as unknown[]).join(' | ');
  if (schema.type === 'array') return `${parenthesized(typeOf((schema.items ?? {}) as JsonSchema))}[]`;
  if (Array.isArray(schema.type)) return schema.type.join(' | ');
  return String(schema.format ?? schema.type ?? 'any');
}

/** The schema of an operation's result; undefined where it has none. */
export function resultOf(operation: OpenApiOperation): JsonSchema | undefined {
  const { content } = operation.responses[200] as { content: Record<string, { schema: { properties: Schemas } }> };
  return content['application/json']!.schema.properties.result;
}

/** A line for the shell that asks for it; the key comes from the environment. */
export function curlOf(method: string, path: string, operation: OpenApiOperation, origin: string, organization: string): string {
  const url = origin + path.replace('{organization}', organization).replace(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}_ID`);
  const body = operation.requestBody?.content['application/json'].example;
  const data = body === undefined ? '' : ` \\\n  -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify(body)}'`;
  return `curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}"${url}" \\\n  -H "x-api-key: $LATCHKEY_API_KEY"${data}`;
}

const parenthesized = (type: string) => (type.includes(' ') ? `(${type})` : type);

function resolved(schema: JsonSchema | undefined, schemas: Schemas): JsonSchema {
  if (!schema) return {};
  if (typeof schema.$ref === 'string') return schemas[schema.$ref.split('/').at(-1)!] ?? {};
  const [only] = ((schema.anyOf ?? []) as JsonSchema[]).filter((one) => one.type !== 'null');
  return only ? resolved(only, schemas) : schema;
}
