import { validate as isUuid } from 'uuid';
import { invalid } from '../../refusal';
import type { Order } from './filters';

/** The last key of a page, as its order sees it: milliseconds of an instant, a name, or null for never. */
export type Position = { value: number | string | null; id: string };

// What the database and JavaScript both spell the same way ends with the year 9999.
const endOfTime = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const cursors = { number: /^(\d{1,15})\.([0-9a-f-]{36})$/, name: /^([^]{0,200})\.([0-9a-f-]{36})$/, never: /^(never)\.([0-9a-f-]{36})$/ };

/** A position as it travels in an address. */
export const writePosition = ({ value, id }: Position): string => Buffer.from(`${value ?? 'never'}.${id}`, 'utf8').toString('base64url');

/** @throws Refusal `invalid` for what is no position of that order. */
export function readPosition(order: Order, cursor: string): Position {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const position = order === 'name' ? byName(text) : byInstant(text, order);
  if (!position || !isUuid(position.id)) throw invalid('cursor', 'cursor');
  return position;
}

function byName(text: string): Position | null {
  const [, value, id] = cursors.name.exec(text) ?? [];
  return value === undefined || value.includes('\0') ? null : { value, id: id! };
}

function byInstant(text: string, order: Order): Position | null {
  const [, , never] = order === 'expiry' ? (cursors.never.exec(text) ?? []) : [];
  if (never) return { value: null, id: never };
  const [, value, id] = cursors.number.exec(text) ?? [];
  return value === undefined || Number(value) > endOfTime ? null : { value: Number(value), id: id! };
}
