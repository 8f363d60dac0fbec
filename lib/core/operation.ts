import { z } from 'zod';
import { database, type Db } from '@/db/client';
import { sqlState, unlessAway } from '@/db/problems';
import { log } from '@/lib/log';
import type { Access, Actor, Caller, Permission } from './access';
import type { AuditEvents, Unchanged } from './audit/event';
import { record, type Signature } from './audit/store';
import { admit, admitAccount, type Admission } from './authorize';
import type { Mcp, Rest } from './doors';
import { complete } from './idempotency/store';
import { fieldProblems } from './input';
import { Refusal } from './refusal';
import { judge, type Thing } from './thing';

type Scope = 'public' | 'account' | 'organization';
export type Locks = 'none' | 'membership' | 'organization';

/** Who has come in, by the scope of the operation. */
type AccessTo<S extends Scope> = S extends 'organization' ? Access : S extends 'account' ? { userId: string; sessionId: string } : null;

type Context<S extends Scope, I, P> = { db: Db; caller: Caller; access: AccessTo<S>; input: I; prepared: P };

/** What a write leaves: its result, one event for each thing changed, and what is done once it is committed. */
export type Written<R> = { result: R; audit: AuditEvents | Unchanged; afterCommit?: (result: R) => Promise<R> };

type Common<S extends Scope, I extends z.ZodType, O extends z.ZodType, P> = {
  name: string;
  scope: S;
  permission: S extends 'organization' ? Permission : null;
  input: I;
  output: O;
  /** Its paths for programs; an operation without any has none. */
  rest?: Rest | readonly Rest[];
  /** Its tool for language models. */
  mcp?: Mcp;
  /** What must not hold up the database: hashing a password. Runs after parsing, before the transaction. */
  prepare?: (input: z.output<I>, caller: Caller, db: Db) => Promise<P>;
};

type Read<S extends Scope, I extends z.ZodType, O extends z.ZodType, P> = Common<S, I, O, P> & {
  effect: 'read';
  run: (context: Context<S, z.output<I>, P>) => Promise<z.input<O>>;
};

type Write<S extends Scope, I extends z.ZodType, O extends z.ZodType, P> = Common<S, I, O, P> & {
  effect: 'write';
  locks: Locks;
  /** The one thing that is changed, for callers who say how it must be. */
  thing?: Thing<Found<S, z.output<I>>>;
  run: (context: Context<S, z.output<I>, P>) => Promise<Written<z.input<O>>>;
};

type Found<S extends Scope, I> = { db: Db; access: AccessTo<S>; input: I };

/** What an organization's operation asks for: its id, or the slug that stands in the console's addresses. */
export const ofOrganization = { organization: z.string().min(1).max(100) };

/** A thing that can be done to Latchkey, through any door. Refusals are thrown. */
export type Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  (caller: Caller, input: z.input<I>): Promise<z.output<O>>;
  /** The thing that it would change, for who may change it; nothing is held. @throws Refusal `not_found` where there is none; Unavailable when the database is away. */
  look(caller: Caller, target: Record<string, string>): Promise<unknown>;
  readonly definition: {
    readonly name: string;
    readonly effect: 'read' | 'write';
    readonly scope: Scope;
    readonly permission: Permission | null;
    readonly input: I;
    readonly output: O;
    readonly rest?: Rest | readonly Rest[];
    readonly mcp?: Mcp;
  };
};

/**
 * Makes an operation. Calling it parses, begins, locks, authorizes, runs, records and commits, in this order.
 * @throws Refusal for every expected no; then nothing was written. Unavailable when the database is away.
 */
export function operation<S extends Scope, I extends z.ZodType, O extends z.ZodType, P = undefined>(
  definition: Read<S, I, O, P> | Write<S, I, O, P>,
): Operation<I, O> {
  const call = async (caller: Caller, given: z.input<I>): Promise<z.output<O>> => {
    const input = parse(definition.input, given);
    const { db } = database();
    return definition.output.parse(await unlessAway(carriedOut(definition, db, caller, input), definition.effect));
  };
  return Object.assign(call, { definition, look: (caller: Caller, target: Record<string, string>) => unlessAway(look(definition, caller, target)) });
}

async function carriedOut<S extends Scope, I extends z.ZodType, O extends z.ZodType, P>(
  definition: Read<S, I, O, P> | Write<S, I, O, P>, db: Db, caller: Caller, input: z.output<I>,
): Promise<z.input<O>> {
  const prepared = (await definition.prepare?.(input, caller, db)) as P;
  return definition.effect === 'read' ? read(definition, db, caller, input, prepared) : write(definition, db, caller, input, prepared);
}

function parse<I extends z.ZodType>(schema: I, given: unknown): z.output<I> {
  const parsed = schema.safeParse(given, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw fieldProblems(parsed.error);
}

async function read<S extends Scope, I extends z.ZodType, O extends z.ZodType, P>(
  definition: Read<S, I, O, P>, db: Db, caller: Caller, input: z.output<I>, prepared: P,
): Promise<z.input<O>> {
  const { access } = await enter(definition, db, caller, input, 'none');
  return definition.run({ db, caller, access, input, prepared });
}

async function write<S extends Scope, I extends z.ZodType, O extends z.ZodType, P>(
  definition: Write<S, I, O, P>, db: Db, caller: Caller, input: z.output<I>, prepared: P,
): Promise<z.input<O>> {
  const { result, afterCommit } = await retried(() =>
    db.transaction(async (transaction) => {
      const tx = transaction as unknown as Db;
      const { access, signature, organizationId } = await enter(definition, tx, caller, input, definition.locks);
      if (caller.onlyIf) await judge(definition.thing, caller.onlyIf, { db: tx, access, input });
      const written = await definition.run({ db: tx, caller, access, input, prepared });
      if (written.audit !== 'unchanged') await record(tx, written.audit, caller, signature, organizationId);
      if (caller.claim) await complete(tx, caller.claim, written.result);
      return written;
    }),
  );
  return afterCommit ? settled(result, afterCommit, definition.name) : result;
}

async function look<S extends Scope, I extends z.ZodType, O extends z.ZodType, P>(definition: Read<S, I, O, P> | Write<S, I, O, P>, caller: Caller, target: Record<string, string>): Promise<unknown> {
  const input = parse((definition.input as unknown as z.ZodObject).partial(), target) as z.output<I>;
  const { db } = database();
  const { access } = await enter(definition, db, caller, input, 'none');
  const found = definition.effect === 'write' ? await definition.thing?.read({ db, access, input }) : undefined;
  if (found === undefined) throw new Refusal('not_found');
  return found;
}

async function enter<S extends Scope>(
  definition: { scope: S; permission: Permission | null }, db: Db, caller: Caller, input: unknown, locks: Locks,
): Promise<Admission & { access: AccessTo<S> }> {
  if (definition.scope === 'organization') {
    const { organization } = input as { organization: string };
    return (await admit(db, caller.actor, organization, definition.permission!, locks)) as never;
  }
  if (definition.scope === 'account') return (await admitAccount(db, caller.actor)) as never;
  return { access: null as AccessTo<S>, signature: nobody(caller.actor), organizationId: null };
}

const nobody = (actor: Actor): Signature =>
  actor.kind === 'system' ? { type: 'system', id: null, name: actor.name } : { type: 'user', id: null, name: '' };

/** Serialization failures and deadlocks are nobody's fault: the whole door again, three times. */
async function retried<T>(attempt: () => Promise<T>, tries = 3): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (tries > 0 && ['40001', '40P01'].includes(sqlState(error) ?? '')) return retried(attempt, tries - 1);
    throw error;
  }
}

/** What is committed stays done, whatever happens to the mail about it. */
async function settled<R>(result: R, afterCommit: (result: R) => Promise<R>, name: string): Promise<R> {
  try {
    return await afterCommit(result);
  } catch (error) {
    log().error({ err: error, operation: name }, 'it is done, but what follows it failed');
    return result;
  }
}
