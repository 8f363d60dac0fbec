import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { toolsFor } from '@/lib/transport/mcp/tools';
import type { JsonSchema } from '@/lib/transport/openapi/json-schema';
import { document } from '@/lib/transport/openapi/document';
import { freshDatabase, rows } from '@/tests/support/database';
import { aKeyOf } from '@/tests/support/keys';
import { anOrganization, type TestOrganization } from '@/tests/support/people';
import { aProgramOf, mcp, rest, type Program } from '@/tests/support/rest';
import { described } from '@/tests/support/openapi';

freshDatabase();

let acme: TestOrganization;
let owner: Program;
let things: string[];
beforeAll(async () => {
  acme = await anOrganization();
  owner = await aProgramOf(acme.owner, acme, ['*:*']);
  things = [acme.id, (await aKeyOf(acme.owner, acme)).key.id, acme.owner.userId, acme.member.userId, 'not-an-id', '\0', '%', '..'];
});

const numRuns = 12;
const nasty = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '\0', '\ud800', "' or 1=1 --", '*:*', '2026-02-30', '0000-01-01', '9999-12-31', '0001-01-01T00:00:00+14:00', '9'.repeat(400), '../..', '%', '\u202e'), fc.uuid(), fc.emailAddress(), fc.date({ noInvalidDate: true }).map((date) => date.toISOString()));

/** Values that fit a schema, mostly. */
function valuesOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (typeof schema.$ref === 'string') return valuesOf(document().components.schemas[schema.$ref.split('/').at(-1)!]!);
  const options = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
  const fitting = options ? fc.oneof(...options.map(valuesOf)) : plain(schema);
  return fc.oneof({ weight: 5, arbitrary: fitting }, { weight: 1, arbitrary: fc.jsonValue() }, { weight: 1, arbitrary: nasty });
}

function plain(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...(schema.enum as unknown[]));
  if (schema.type === 'integer' || schema.type === 'number') return fc.oneof(fc.integer({ min: -2, max: 300 }), fc.double(), fc.constant(2 ** 53));
  if (schema.type === 'boolean') return fc.boolean();
  if (schema.type === 'null') return fc.constant(null);
  if (schema.type === 'array') return fc.array(valuesOf((schema.items ?? {}) as JsonSchema), { maxLength: 4 });
  if (schema.type === 'object') return bodiesOf(schema);
  if (schema.format === 'uuid') return fc.oneof(fc.constantFrom(...things), fc.uuid());
  if (schema.format === 'date-time') return fc.oneof(fc.date({ noInvalidDate: true }).map((date) => date.toISOString()), fc.constantFrom('2099-02-30T00:00:00Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'));
  return nasty;
}

function bodiesOf(schema: JsonSchema): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>).map(([name, field]) => [name, valuesOf(field)]);
  return fc.record(Object.fromEntries(fields) as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: ((schema.required ?? []) as string[]).filter((name) => fields.some(([field]) => field === name)) });
}

/** What a program would put into an address; an object that fast-check made may have no way to become text. */
const asText = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** Whatever was sent: an answer in the one format, and never that something broke. */
const sound = ({ status, json }: { status: number; json: { status: number; requestId: string } }) => {
  expect(status).toBeLessThan(500);
  expect(json).toMatchObject({ status, requestId: expect.any(String) });
};

const freshRate = () => rows('delete from rate_windows');

test.each(described().filter(({ method }) => method !== 'DELETE').map(({ method, path, operation }) => [method, path, operation] as const))('%s %s answers anything with no 5xx', async (method, path, operation) => {
  await freshRate();
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const queries = fc.record(Object.fromEntries(operation.parameters.filter((parameter) => parameter.in === 'query').map(({ name, schema }) => [name, valuesOf(schema).map(asText)])), { requiredKeys: [] });
  const schema = operation.requestBody?.content['application/json'].schema;
  const bodies = schema ? valuesOf(schema) : fc.constant(undefined);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...things), { minLength: names.length, maxLength: names.length }), queries, bodies, async (ids, query, body) => {
      const at = names.reduce((filled, name, index) => filled.replace(`{${name}}`, name === 'organization' ? acme.id : encodeURIComponent(ids[index]!)), path);
      sound(await rest(owner, method, `${at}?${new URLSearchParams(query as Record<string, string>)}`, { body }));
    }),
    { numRuns },
  );
});

test('bytes that are anything are answered with no 5xx', async () => {
  await freshRate();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (raw) => sound(await rest(owner, 'POST', `/v1/organizations/${acme.id}/keys`, { raw: raw as Uint8Array<ArrayBuffer> }))),
    { numRuns: 100 },
  );
});

const tools = toolsFor({ scopes: ['*:*'], role: 'owner' }).filter(({ name }) => name !== 'remove_member' && name !== 'revoke_key');

test.each(tools.map(({ name, inputSchema }) => [name, inputSchema] as const))('the tool %s answers any arguments, and nothing breaks', async (name, schema) => {
  await freshRate();
  await fc.assert(
    fc.asyncProperty(bodiesOf(schema), async (args) => {
      const { status, text } = await mcp(owner, 'tools/call', { name, arguments: args });
      expect(status).toBeLessThan(500);
      expect(text).not.toContain('internal: ');
    }),
    { numRuns },
  );
});
