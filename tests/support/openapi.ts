import { document, type OpenApiOperation } from '@/lib/transport/openapi/document';

export type Described = { path: string; method: string; operation: OpenApiOperation };

/** Every operation that the OpenAPI document describes. */
export const described = (): Described[] =>
  Object.entries(document().paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })));
