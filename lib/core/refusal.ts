/** Why Latchkey says no. The set is closed: `refusals` maps each to what every door needs to say it. */
export type Reason =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'stale'
  | 'mismatch'
  | 'expired'
  | 'limited'
  | 'unavailable';

/** A mistake in one field of the input: `problem` is a message key under `problems`, `values` fill its placeholders. */
export type FieldProblem = { path: string; problem: string; values?: Record<string, string | number> };

type Detail = { problem?: string; fields?: FieldProblem[]; retryAfter?: number; about?: string };

const tag = Symbol.for('latchkey.refusal');

/** An expected no. Nothing was written; the message is for developers and never reaches a reader. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly [tag] = true;
  /** A message key under `problems` that says more than the reason does. */
  readonly problem: string;
  readonly fields: FieldProblem[];
  /** Seconds until another try makes sense. */
  readonly retryAfter: number | undefined;
  /** The id of what stands in the way, where the caller may know it. */
  readonly about: string | undefined;

  constructor(readonly reason: Reason, detail: Detail = {}) {
    super(`refused: ${detail.problem ?? reason}`);
    this.problem = detail.problem ?? reason;
    this.fields = detail.fields ?? [];
    this.retryAfter = detail.retryAfter;
    this.about = detail.about;
  }
}

/** Tells by the tag, for a module is evaluated once a layer and `instanceof` would miss. */
export function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && tag in error;
}

/** A refusal that blames one field. */
export function invalid(path: string, problem: string, values?: FieldProblem['values']): Refusal {
  return new Refusal('invalid', { fields: [{ path, problem, ...(values && { values }) }] });
}

/** What each door needs to say a reason: the HTTP status and the code of the compatible error member. */
export const refusals: Record<Reason, { status: number; error: string; title: string }> = {
  invalid: { status: 400, error: 'BAD_REQUEST', title: 'The request is not valid' },
  unauthenticated: { status: 401, error: 'UNAUTHORIZED', title: 'Credentials are missing or not good' },
  forbidden: { status: 403, error: 'FORBIDDEN', title: 'Not allowed' },
  not_found: { status: 404, error: 'NOT_FOUND', title: 'Not found' },
  conflict: { status: 409, error: 'CONFLICT', title: 'In conflict with what is there' },
  stale: { status: 412, error: 'PRECONDITION_FAILED', title: 'Changed in the meantime' },
  mismatch: { status: 422, error: 'UNPROCESSABLE_ENTITY', title: 'Not what was sent before' },
  expired: { status: 410, error: 'GONE', title: 'No longer valid' },
  limited: { status: 429, error: 'TOO_MANY_REQUESTS', title: 'Too many requests' },
  unavailable: { status: 503, error: 'SERVICE_UNAVAILABLE', title: 'For the moment unavailable' },
};
