import { z } from 'zod';
import { policy, reachOf, type Role, type Rule } from '@/lib/core/access';
import type { Mcp } from '@/lib/core/doors';
import { allows } from '@/lib/core/keys/scopes';
import type { Operation } from '@/lib/core/operation';
import { operations } from '@/lib/core/operations';
import { once } from '@/lib/once';
import { jsonSchema, type JsonSchema } from '../openapi/json-schema';
import { portable } from './portable';

/** An operation as a tool, with what `tools/list` says of it. */
export type Tool = { operation: Operation; mcp: Mcp; wrapped: boolean; listing: { name: string; inputSchema: JsonSchema } & JsonSchema };

/** Inputs that the key settles, or that only forms send. */
export const hidden = ['organization', 'formId'];

type Holder = { scopes: readonly string[]; role: Role | null };

/** Every tool there is, by name. */
const tools = (): Map<string, Tool> => once('tools', () => new Map(operations.flatMap(toolOf).map((tool) => [tool.listing.name, tool])));

export const toolNamed = (name: string): Tool | undefined => tools().get(name);

/** The tools that a key may use now, as `tools/list` answers them. A courtesy: the core refuses the others anyway. */
export const toolsFor = (holder: Holder): Tool['listing'][] => [...tools().values()].filter(({ operation }) => mayUse(holder, operation)).map(({ listing }) => listing);

function mayUse({ scopes, role }: Holder, { definition: { permission } }: Operation): boolean {
  if (permission === null) return true;
  const { scope } = policy[permission] as Rule;
  return role !== null && scope !== null && reachOf(role, permission) !== null && allows(scopes, scope);
}

function toolOf(operation: Operation): Tool[] {
  const { mcp, name, effect, output } = operation.definition;
  if (!mcp) return [];
  const shown = portable(jsonSchema(mcp.reveals ? handedOver(output) : output, 'output'));
  const result = mcp.withholds ? withPage(shown, mcp.withholds) : shown;
  const wrapped = result.type !== 'object';
  return [
    {
      operation,
      mcp,
      wrapped,
      listing: {
        name,
        title: mcp.title,
        description: mcp.description,
        inputSchema: inputOf(operation),
        outputSchema: wrapped ? { type: 'object', properties: { result }, required: ['result'] } : result,
        annotations: {
          title: mcp.title,
          readOnlyHint: effect === 'read',
          destructiveHint: mcp.destructive === true,
          idempotentHint: effect === 'read' || mcp.idempotent === true,
          openWorldHint: false,
        },
      },
    },
  ];
}

/** The input without what the key says already: which organization it is in; and without what only forms send. */
function inputOf({ definition: { input } }: Operation): Tool['listing']['inputSchema'] {
  const fields = (input as z.ZodObject).shape;
  const shown = Object.fromEntries(Object.entries(fields).filter(([name]) => !hidden.includes(name)));
  return portable(jsonSchema(z.strictObject(shown), 'input'));
}

/** A schema of an answer whose withheld field is a page in its place. */
function withPage<T>(schema: T, { field, because }: NonNullable<Mcp['withholds']>): T {
  return replaced(schema, field, () => [['page', { type: 'string', description: because }]]);
}

/** A value without a field, wherever it stands, but with what stands there instead. */
export function replaced<T>(part: T, field: string, instead: (value: unknown) => [string, unknown][]): T {
  if (part === null || typeof part !== 'object') return part;
  if (Array.isArray(part)) return part.filter((one) => one !== field).map((one) => replaced(one, field, instead)) as T;
  return Object.fromEntries(Object.entries(part).flatMap(([name, value]) => (name === field ? instead(value) : [[name, replaced(value, field, instead)]]))) as T;
}

/** What a tool answers in place of a new secret: a link, or the secret where the owner allows that. */
function handedOver(output: z.ZodType): z.ZodType {
  const { key } = (output as z.ZodObject<{ key: z.ZodType }>).shape;
  return z.object({
    key,
    link: z.string().optional().describe('Opens once, within ten minutes, for the signed-in creator of the key only. Pass it on as it is.'),
    revealed: z.object({ plaintext: z.string(), keyId: z.string(), secret: z.string() }).optional(),
  });
}
