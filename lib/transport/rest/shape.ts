import type { z } from 'zod';
import type { Operation } from '@/lib/core/operation';
import type { KeyCaller } from '../key-caller';

/** A request that has been read: what its path, query and body hold, and who sent it. */
export type Exchange = KeyCaller & {
  path: Record<string, string>;
  query: Record<string, unknown>;
  body: Record<string, unknown>;
  /** What is there now, where If-Match asked for it. */
  current?: unknown;
};

/** What a list says of itself beside its items. */
export type PageFacts = { limit: number; totalCount: number; nextCursor: string | null };

/** Between an operation and the wire: what it takes and gives there. Without a shape, the operation's own fields and result. */
export type Shape = {
  /** The parameters of the query; values come as text. */
  query?: z.ZodObject;
  body?: z.ZodObject;
  /** Null: the answer has no `result`. */
  result: z.ZodType | null;
  /** The operation's input of what was sent. */
  toInput?(exchange: Exchange): unknown;
  /** Calls the operation; where one call of it is not what was asked for. */
  call?(operation: Operation, exchange: Exchange, input: unknown): Promise<unknown>;
  toResult?(output: never, exchange: Exchange): unknown;
  page?(output: never, exchange: Exchange): PageFacts;
  /** Which state of the thing the answer shows, for ETag and If-Match. */
  version?(output: never): string;
  /** An example to send, and what comes back. */
  example?: { query?: Record<string, string>; body?: Record<string, unknown>; result?: unknown };
  tag: string;
  description: string;
};

/** Keeps the types of a shape's functions while it stands among others. */
export const shape = (given: Shape): Shape => given;
