import { policy, type Rule } from '@/lib/core/access';
import { once } from '@/lib/once';
import { routes, type Route } from '../rest/table';
import { jsonSchema, type Components, type JsonSchema } from './json-schema';
import { answerHeaders, errorResponses, problemSchema, securitySchemes } from './parts';

type OpenApi = { openapi: '3.1.1'; servers: { url: string }[]; paths: Record<string, Record<string, OpenApiOperation>>; components: { schemas: Components } & JsonSchema; tags: { name: string; description: string }[] } & JsonSchema;
export type OpenApiOperation = {
  operationId: string; summary: string; description: string; tags: string[];
  parameters: { name: string; in: string; required: boolean; description: string; schema: JsonSchema }[];
  requestBody?: { required: boolean; content: { 'application/json': { schema: JsonSchema; example?: unknown } } };
  responses: Record<string, JsonSchema>;
};

const tags = {
  Me: 'The calling key itself.',
  Organizations: 'The organization of the calling key.',
  Keys: 'API keys: make, read, change, rotate, end.',
  Members: 'Who is in the organization.',
  Invitations: 'Who is asked to join.',
  Activities: 'What was done, in the compatible API’s words.',
  Audit: 'What was done, in Latchkey’s own words and with all filters.',
} as const;

/** The description of the REST API in OpenAPI 3.1, made of the operations. */
export const document = (): OpenApi => once('openapi', make);

function make(): OpenApi {
  const schemas: Components = {};
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  for (const route of routes()) (paths[route.path] ??= {})[route.method.toLowerCase()] = operationOf(route, schemas);
  const used = new Set(routes().map(({ shape }) => shape.tag));
  return {
    openapi: '3.1.1',
    info: {
      title: 'Latchkey',
      version: '1',
      description: 'API keys for teams. Every path asks for a key of Latchkey’s: what the key may do is what its scopes and the role of its creator allow.',
      license: { name: 'Proprietary', identifier: 'LicenseRef-Proprietary' },
      contact: { name: 'Whoever runs this Latchkey' },
    },
    // Relative to the document, so that it holds however its reader reaches Latchkey.
    servers: [{ url: '/' }],
    tags: Object.entries(tags).filter(([name]) => used.has(name)).map(([name, description]) => ({ name, description })),
    security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
    paths,
    components: { schemas: { ...sorted(schemas), Problem: problemSchema }, securitySchemes, responses: errorResponses, headers: answerHeaders },
  };
}

function operationOf(route: Route, schemas: Components): OpenApiOperation {
  const { shape } = route;
  const body = shape.body && jsonSchema(shape.body, 'input', schemas);
  return {
    operationId: camel(nameOf(route)),
    summary: route.summary,
    description: `${shape.description}${scopeOf(route)}`,
    tags: [shape.tag],
    parameters: [...pathParameters(route), ...queryParameters(route), ...headerParameters(route)],
    ...(body && { requestBody: { required: 'required' in jsonSchema(shape.body!, 'input'), content: { 'application/json': { schema: body, ...(shape.example?.body && { example: shape.example.body }) } } } }),
    responses: {
      200: {
        description: 'It is so.',
        headers: headersOf(route),
        content: { 'application/json': { schema: envelope(route, schemas) } },
      },
      ...Object.fromEntries(errorsOf(route).map((status) => [status, { $ref: `#/components/responses/${status}` }])),
    },
  };
}

const nameOf = (route: Route): string => {
  const { rest, name } = route.operation.definition;
  const own = [rest ?? []].flat().find((one) => one.path === route.path && one.method === route.method);
  return own?.shape ?? name;
};

function envelope({ shape }: Route, schemas: Components): JsonSchema {
  const properties: JsonSchema = { status: { type: 'integer', const: 200 }, requestId: { type: 'string', format: 'uuid' } };
  const required = ['status', 'requestId'];
  if (shape.result) {
    properties.result = jsonSchema(shape.result, 'output', schemas);
    required.push('result');
  }
  if (shape.page) {
    Object.assign(properties, { limit: { type: 'integer' }, totalCount: { type: 'integer' }, nextCursor: { type: ['string', 'null'] } });
    required.push('limit', 'totalCount', 'nextCursor');
  }
  return { type: 'object', properties, required };
}

const pathParameters = ({ names }: Route) =>
  names.map((name) => ({ name, in: 'path', required: true, description: `The id of the ${name}.`, schema: { type: 'string', format: 'uuid' } }));

function queryParameters({ shape }: Route) {
  if (!shape.query) return [];
  const { properties = {}, required = [] } = jsonSchema(shape.query, 'input') as { properties?: Record<string, JsonSchema>; required?: string[] };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({ name, in: 'query', required: required.includes(name), description: String(description ?? name), schema }));
}

function headerParameters({ method, shape }: Route) {
  const header = (name: string, description: string) => ({ name, in: 'header', required: false, description, schema: { type: 'string', maxLength: 255 } });
  return [
    ...(method === 'POST' ? [header('Idempotency-Key', 'A name of your choice for this request. Sent again within 24 hours, it makes nothing twice.')] : []),
    ...(shape.change || shape.guard ? [header('If-Match', 'The `ETag` of what you have read: changes nothing if it is no longer so.')] : []),
  ];
}

const headersOf = ({ shape }: Route) =>
  Object.fromEntries(Object.keys(answerHeaders).filter((name) => (name !== 'ETag' || shape.version) && (name !== 'Link' || shape.more)).map((name) => [name, { $ref: `#/components/headers/${name}` }]));

function errorsOf({ method, shape }: Route): string[] {
  const common = ['400', '401', '403', '404', '429', '500', '503'];
  if (method === 'GET') return common;
  return [...common, '409', ...(method === 'DELETE' ? [] : ['413', '415']), ...(method === 'POST' ? ['422'] : []), ...(shape.change || shape.guard ? ['412'] : [])].toSorted();
}

function scopeOf({ operation }: Route): string {
  const { permission } = operation.definition;
  const scope = permission && (policy[permission] as Rule).scope;
  return scope ? `\n\nScope: \`${scope}\`.` : '';
}

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const sorted = (parts: Components): Components => Object.fromEntries(Object.entries(parts).toSorted(([a], [b]) => (a < b ? -1 : 1)));
