import { expect, test } from 'vitest';
import { fieldsOf, resultOf, type FieldLine } from '@/lib/transport/openapi/describe';
import { document } from '@/lib/transport/openapi/document';
import type { JsonSchema } from '@/lib/transport/openapi/json-schema';

const { paths, components } = document();

const leaves = (lines: FieldLine[]): FieldLine[] => lines.flatMap((line) => (line.fields.length > 0 ? leaves(line.fields) : [line]));

test('every object of the reference shows its fields, wherever it stands', () => {
  const shown = Object.values(paths).flatMap((methods) => Object.values(methods)).flatMap((operation) => [...fieldsOf(operation.requestBody?.content['application/json'].schema, components.schemas), ...fieldsOf(resultOf(operation), components.schemas)]);
  expect(shown.length).toBeGreaterThan(50);
  // What changed in an event is an object of any fields.
  expect(leaves(shown).filter(({ type }) => /\bobject\b/.test(type)).map(({ name }) => name)).toEqual(['before', 'after', 'before', 'after']);
});

test('a list of objects, and one that may be null, show those of one', () => {
  const within: JsonSchema = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };
  const schema: JsonSchema = { type: 'object', properties: { many: { type: 'array', items: within }, maybe: { anyOf: [within, { type: 'null' }] } } };
  const name: FieldLine = { name: 'name', type: 'string', required: true, description: '', fields: [] };
  expect(fieldsOf(schema, {}).map(({ fields }) => fields)).toEqual([[name], [name]]);
});
