/// <reference types="vite/client" />
import { randomUUID } from 'node:crypto';
import type { Operation } from '@/lib/core/operation';
import { aKeyOf, setOnKey } from './keys';
import type { Person, TestOrganization } from './people';

const modules = import.meta.glob<Record<string, unknown>>('../../lib/core/**/*.ts', { eager: true });

const isOperation = (value: unknown): value is Operation => typeof value === 'function' && 'definition' in value;

/** Every operation that lib/core exports, by its name. */
export const operations: Operation[] = Object.values(modules).flatMap((module) => Object.values(module).filter(isOperation));

export const ofOrganizations = operations.filter(({ definition }) => definition.scope === 'organization');

/** The fields of an operation's input. */
export const fieldsOf = (operation: Operation): string[] => Object.keys((operation.definition.input as unknown as { shape: object }).shape);

/** The fields that name one thing of the organization. */
export const thingsOf = (operation: Operation): string[] => fieldsOf(operation).filter((field) => field in makers);

type Maker = (owner: Person, organization: TestOrganization) => Promise<string>;

/** How to come by the id of a new thing that belongs to a person. */
export const makers: Record<string, Maker> = {
  key: async (owner, organization) => (await aKeyOf(owner, organization)).key.id,
};

/** What else a good input of the operation holds; a new operation needs a line here before its tests pass. */
const others: Record<string, () => Record<string, unknown>> = {
  create_key: () => ({ name: 'CI' }),
  list_keys: () => ({}),
  get_key: () => ({}),
  revoke_key: () => ({}),
  update_key: () => ({ name: 'Renamed' }),
  disable_key: () => ({}),
  enable_key: () => ({}),
  rotate_key: () => ({}),
  end_old_secret: () => ({}),
  get_old_secret: () => ({}),
  get_key_usage: () => ({}),
  preview_effect: () => ({}),
  list_events_of_key: () => ({}),
  add_member: () => ({ name: 'New', email: `${randomUUID()}@example.com`, password: randomUUID(), role: 'member' }),
};

/** What must have happened to the key before there is anything to do. */
const preparations: Record<string, string> = {
  enable_key: 'disabled_at = now()',
  end_old_secret: "previous_secret_hash = secret_hash, previous_pepper_version = pepper_version, previous_grace_seconds = 3600, rotated_at = now()",
};

/** A good input, about things that belong to `owner`. */
export async function inputFor(operation: Operation, organization: TestOrganization, owner: Person): Promise<Record<string, unknown>> {
  const { name } = operation.definition;
  if (!others[name]) throw new Error(`tests/support/operations.ts has no example input for ${name}`);
  const things = await Promise.all(thingsOf(operation).map(async (field) => [field, await makers[field]!(owner, organization)]));
  const input = Object.fromEntries(things);
  if (preparations[name]) await setOnKey(input.key, preparations[name]);
  return { organization: organization.id, ...input, ...others[name]() };
}
