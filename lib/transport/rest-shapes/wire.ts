import { z } from 'zod';

/** Pieces of the compatible API: reference of ClickHouse Cloud's API v1. */

/** RFC 3339 in UTC, ending in Z. */
export const time = z.date().meta({ description: 'RFC 3339, in UTC.', example: '2026-11-21T09:30:00.000Z' });

export const uuid = z.uuid().meta({ example: '0195a1f2-7c3e-7b6a-9d10-3f5f0c1f7a01' });

/** A whole number as a query's parameter. */
export const limit = z
  .string()
  .regex(/^\d{1,4}$/, 'limit')
  .transform(Number)
  .pipe(z.int().min(1, 'limit').max(250, 'limit'))
  .default(250)
  .meta({ type: 'integer', description: 'How many at most, 1 to 250.', param: { minimum: 1, maximum: 250, default: 250 } });

export const cursor = z
  .string()
  .max(200, 'cursor')
  .optional()
  .meta({ description: '`nextCursor` of the page before.' });

export const assignedRole = z
  .object({ roleId: uuid, roleName: z.string(), roleType: z.enum(['system', 'custom']) })
  .meta({ id: 'AssignedRole' });

export type AssignedRole = z.output<typeof assignedRole>;
