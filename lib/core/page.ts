import { sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { validate as isUuid } from 'uuid';
import { z } from 'zod';

/** The last row of a page: the next page starts behind it. */
export type Position = { at: Date; id: string };

/** A position as it travels in an address: opaque to those who carry it, refused when it was tampered with. */
export const cursor = z.string().transform((text, context): Position => {
  const [, at, id] = /^(\d{1,13})\.([0-9a-f-]{36})$/.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  const date = new Date(Number(at));
  if (id && isUuid(id) && !Number.isNaN(date.getTime())) return { at: date, id };
  context.addIssue({ code: 'custom', message: 'cursor' });
  return z.NEVER;
});

export const writeCursor = ({ at, id }: Position): string => Buffer.from(`${at.getTime()}.${id}`, 'latin1').toString('base64url');

/** What stands behind a position in an order of newest first: compared as a row, for an index goes straight to that. */
export const after = (createdAt: PgColumn, id: PgColumn, { at, id: last }: Position): SQL => sql`(${createdAt}, ${id}) < (${at.toISOString()}::timestamptz, ${last}::uuid)`;

/** A page of the rows that a store gave, which were asked for one more than `limit`. */
export function pageOf<T extends { id: string; createdAt: Date }>(rows: T[], limit: number): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: rows.length > limit && last ? writeCursor({ at: last.createdAt, id: last.id }) : null };
}
