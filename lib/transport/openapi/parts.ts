import { problemType } from '../problem';
import type { JsonSchema } from './json-schema';

export const securitySchemes = {
  apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'The whole key.' },
  bearer: { type: 'http', scheme: 'bearer', description: 'The whole key.' },
  basic: { type: 'http', scheme: 'basic', description: 'The Key ID as the user, the Key secret as the password.' },
} as const;

/** A failure: RFC 9457, with the members that compatible clients read. */
export const problemSchema: JsonSchema = {
  type: 'object',
  description: 'A failure (RFC 9457), with the members of the compatible API.',
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', description: 'What went wrong, for programs.' },
    error: { type: 'string', description: 'The same for the compatible API.' },
    requestId: { type: 'string', format: 'uuid' },
    id: { type: 'string', description: 'Of what was made already, where that is the problem.' },
    missing_scopes: { type: 'array', items: { type: 'string' } },
    errors: {
      type: 'array',
      description: 'The fields that are wrong.',
      items: { type: 'object', properties: { path: { type: 'string' }, code: { type: 'string' }, detail: { type: 'string' } }, required: ['path', 'code', 'detail'] },
    },
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'error', 'requestId'],
};

const described: Record<string, string> = {
  400: 'The request is not valid; `errors` names the fields.',
  401: 'No good credential; `code` says what is wrong with it.',
  403: 'The key’s scopes or its creator’s role do not allow it.',
  404: 'There is nothing of that id, or it is not the key’s to see.',
  409: 'In conflict with what is there.',
  412: 'Changed since it was read.',
  413: 'The body is over 1 MiB.',
  415: 'The body is no application/json.',
  422: 'The Idempotency-Key was used for another body.',
  429: 'Too many requests; `Retry-After` says when to go on.',
  500: 'Something went wrong; the request id helps to find out what.',
  503: 'The database does not answer.',
};

const text = { type: 'string' };

/** The headers of every answer. */
export const answerHeaders = {
  'X-Request-Id': { description: 'The id of the request, as in the body.', schema: { type: 'string', format: 'uuid' } },
  RateLimit: { description: 'What is left of the rate, and in how many seconds it is whole again.', schema: text },
  'RateLimit-Policy': { description: 'The rate: how many requests in how many seconds.', schema: text },
  'X-RateLimit-Reset': { description: 'Seconds until the rate is whole again, with a fraction.', schema: { type: 'number' } },
  Link: { description: 'With `rel="next"` (RFC 8288) where there is more.', schema: text },
  ETag: { description: 'The state that the answer shows, for `If-Match`.', schema: text },
} as const;

const ofStatus: Record<string, JsonSchema> = {
  401: { 'WWW-Authenticate': { description: 'RFC 6750.', schema: text } },
  403: { 'WWW-Authenticate': { description: 'RFC 6750, where a scope is missing.', schema: text } },
  429: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } },
  503: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } },
};

export const errorResponses = Object.fromEntries(
  Object.entries(described).map(([status, description]) => [
    status,
    {
      description,
      headers: { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' }, ...ofStatus[status] },
      content: { [problemType]: { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  ]),
);
