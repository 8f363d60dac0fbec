import type { z } from 'zod';
import type { Operation } from '@/lib/core/operation';
import type { KeyCaller } from '../key-caller';

/** A request that has been read: what its path, query and body hold, and who sent it. */
export type Exchange = KeyCaller & {
  path: Record<string, string>;
  query: Record<string, unknown>;
  body: Record<string, unknown>;
  /** How whoever asks reaches Latchkey: for links. */
  origin: string;
};

/** What a list says of itself beside its items. */
export type PageFacts = { limit: number; totalCount: number; nextCursor: string | null };

/** How a PATCH is understood, which says what shall be and not what to do. */
export type Change = {
  /** Which operation shows what is there; where it is not the one that changes it. */
  look?: Operation;
  /** Which state of the thing If-Match speaks of. */
  guard(now: never): string;
  /** What to ask of the operation, or of another one; null where everything is so already. */
  toInput(now: never, exchange: Exchange): { operation?: Operation; input: Record<string, unknown> } | null;
};

/** Between an operation and the wire: what it takes and gives there. Without a shape, the operation's own fields and result. */
export type Shape = {
  /** The parameters of the query; values come as text. */
  query?: z.ZodObject;
  body?: z.ZodObject;
  /** Null: the answer has no `result`. */
  result: z.ZodType | null;
  /** The operation's input of what was sent. */
  toInput?(exchange: Exchange): unknown;
  /** What fields of the operation are called on the wire, where that differs; the deeper ones first. */
  fields?: Readonly<Record<string, string>>;
  /** Calls the operation; where one call of it is not what was asked for. */
  call?(operation: Operation, exchange: Exchange, input: unknown): Promise<unknown>;
  /** In place of `toInput` and `call`, for what is understood by what is there. */
  change?: Change;
  toResult?(output: never, exchange: Exchange): unknown;
  page?(output: never, exchange: Exchange): PageFacts;
  /** Where the next answer begins, for a list that the compatible API does not cut and whose body cannot say so; null where it is whole. */
  more?(output: never): string | null;
  /** Which state of the thing the answer shows, for ETag. */
  version?(output: never): string;
  /** Which state of the thing If-Match speaks of, where an operation changes one. */
  guard?(now: never): string;
  /** Problems that read as `not_found` here. */
  missing?: readonly string[];
  /** An example to send, and what comes back. */
  example?: { query?: Record<string, string>; body?: Record<string, unknown>; result?: unknown };
  tag: string;
  description: string;
};

/** Keeps the types of a shape's functions while it stands among others. */
export const shape = (given: Shape): Shape => given;
