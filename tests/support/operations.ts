/// <reference types="vite/client" />
import { createHash, randomUUID } from 'node:crypto';
import type { Operation } from '@/lib/core/operation';
import { rows } from './database';
import { anInvitationTo } from './invitations';
import { aKeyOf, setOnKey } from './keys';
import { aMember, type Person, type TestOrganization } from './people';

const modules = import.meta.glob<Record<string, unknown>>('../../lib/core/**/*.ts', { eager: true });

const isOperation = (value: unknown): value is Operation => typeof value === 'function' && 'definition' in value;

/** Every operation that lib/core exports, by its name. */
export const operations: Operation[] = Object.values(modules).flatMap((module) => Object.values(module).filter(isOperation));

export const ofOrganizations = operations.filter(({ definition }) => definition.scope === 'organization');

/** What these do ends, or renames, what tests share: each of their tests needs an organization of its own. */
export const final = ['leave_organization', 'delete_organization', 'rename_organization'];

/** The fields of an operation's input. */
export const fieldsOf = (operation: Operation): string[] => Object.keys((operation.definition.input as unknown as { shape: object }).shape);

/** The fields that name one thing of the organization. */
export const thingsOf = (operation: Operation): string[] => fieldsOf(operation).filter((field) => field in makers);

type Maker = (owner: Person, organization: TestOrganization) => Promise<string>;

/** How to come by the id of a new thing that belongs to a person. */
export const makers: Record<string, Maker> = {
  key: async (owner, organization) => (await aKeyOf(owner, organization)).key.id,
  invitation: async (_owner, organization) => (await anInvitationTo(organization)).id,
  member: async (owner) => owner.userId,
  event: async (owner, organization) => {
    const { key } = await aKeyOf(owner, organization);
    return String((await rows('select id from audit_events where entity_id = $1', key.id))[0]!.id);
  },
};

/** What else a good input of the operation holds; a new operation needs a line here before its tests pass. */
type Others = (organization: TestOrganization) => Record<string, unknown> | Promise<Record<string, unknown>>;

const somebody = async (organization: TestOrganization) => ({ member: (await aMember(organization.id)).userId });

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

const others: Record<string, Others> = {
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
  list_members: () => ({}),
  get_member: () => ({}),
  count_members: () => ({}),
  list_member_keys: () => ({}),
  change_member_role: async (organization) => ({ ...(await somebody(organization)), role: 'admin' }),
  // What goes with them is a part of it.
  remove_member: async (organization) => {
    const person = await aMember(organization.id);
    await aKeyOf(person, organization);
    return { member: person.userId };
  },
  leave_organization: async (organization) => {
    await aMember(organization.id, 'owner');
    return {};
  },
  create_invitations: () => ({ emails: [`${randomUUID()}@example.com`], role: 'member' }),
  list_invitations: () => ({}),
  get_invitation: () => ({}),
  resend_invitation: () => ({}),
  withdraw_invitation: () => ({}),
  get_organization: () => ({}),
  rename_organization: () => ({ name: `Acme ${randomUUID()}` }),
  delete_organization: ({ name }) => ({ name }),
  list_audit_events: () => ({}),
  get_audit_event: () => ({}),
  list_refused_uses: () => ({}),
  report_keys: () => ({}),
  register_key: () => ({ name: 'Own', hashData: { keyIdHash: sha256(randomUUID()), keyIdSuffix: 'abcd', keySecretHash: sha256(randomUUID()) } }),
  get_mcp_plaintext: () => ({}),
  set_mcp_plaintext: () => ({ allowed: true }),
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
  return { organization: organization.id, ...input, ...(await others[name](organization)) };
}
