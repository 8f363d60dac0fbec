import { z } from 'zod';
import { beforeAll, expect, test } from 'vitest';
import { routes } from '@/lib/transport/rest/table';
import { document } from '@/lib/transport/openapi/document';
import { freshDatabase } from '@/tests/support/database';
import { aKeyOf } from '@/tests/support/keys';
import { aMember, anOrganization, type TestOrganization } from '@/tests/support/people';
import { aProgramOf, rest, type Program } from '@/tests/support/rest';

freshDatabase();

let acme: TestOrganization;
let owner: Program;
beforeAll(async () => {
  acme = await anOrganization();
  owner = await aProgramOf(acme.owner, acme);
});

/** New things for the placeholders of a path. */
const things: Record<string, () => Promise<string>> = {
  organization: async () => acme.id,
  key: async () => (await aKeyOf(acme.owner, acme)).key.id,
  member: async () => (await aMember(acme.id)).userId,
  invitation: async () => (await rest(owner, 'POST', `/v1/organizations/${acme.id}/invitations`, { body: { email: `${crypto.randomUUID()}@example.com`, role: 'developer' } })).json.result.id,
  event: async () => (await rest(owner, 'GET', `/v1/organizations/${acme.id}/activities`)).json.result[0].id,
};

async function filled(path: string, names: string[]): Promise<string> {
  let filled = path;
  for (const name of names) filled = filled.replace(`{${name}}`, await things[name]!());
  return filled;
}

/** The answer’s schema as zod reads it back, references included. */
function schemaOf(path: string, method: string): z.ZodType {
  const { content } = document().paths[path]![method.toLowerCase()]!.responses[200] as { content: Record<string, { schema: object }> };
  const text = JSON.stringify({ ...content['application/json']!.schema, $defs: document().components.schemas }).replaceAll('#/components/schemas/', '#/$defs/');
  return z.fromJSONSchema(JSON.parse(text));
}

test.each(routes().map((route) => [route.method, route.path, route] as const))('%s %s: what the example sends is answered as the document says', async (method, path, route) => {
  const { example } = route.shape;
  const query = new URLSearchParams(example?.query);
  const { status, json } = await rest(owner, method, `${await filled(path, route.names)}${query.size > 0 ? `?${query}` : ''}`, { body: example?.body });
  expect(status, JSON.stringify(json)).toBe(200);
  const parsed = schemaOf(path, method).safeParse(json);
  expect(parsed.error?.issues).toBeUndefined();
});
