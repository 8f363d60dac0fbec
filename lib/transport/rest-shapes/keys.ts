import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Key, Revealed } from '@/lib/core/keys/key';
import { disableKey } from '@/lib/core/keys/disable';
import { enableKey } from '@/lib/core/keys/enable';
import { limitFields } from '@/lib/core/keys/limits';
import { registerKey } from '@/lib/core/keys/register';
import { graceNames } from '@/lib/core/keys/rotation/grace';
import type { Operation } from '@/lib/core/operation';
import { invalid, Refusal } from '@/lib/core/refusal';
import { shape, type Exchange } from '../rest/shape';
import { addressEntry, apiKey, keyOnWire, keyState, states } from './key';
import { keyRoles, scopesAsked } from './roles';
import { cursor, limit, uuid } from './wire';

const tag = 'Keys';

/** A revoked key reads as one that never was. */
const revoked = ['key_is_revoked'];

const sha256 = z.string().regex(/^[A-Za-z0-9+/]{43}=$/, 'sha256_base64').meta({ description: 'Base64 of the raw SHA-256.' });

const fields = {
  name: z.string().meta({ description: 'Up to 100 characters.', minLength: 1, maxLength: 100, example: 'Nightly export' }),
  state: z.enum(states).meta({ description: 'A disabled key is refused until it is enabled again.' }),
  roles: z.array(z.enum(keyRoles, 'unknown_role')).max(10, 'malformed').meta({ description: 'Sets of scopes: `admin` is everything that its creator may do, `developer` reads, `query_endpoints` reads table data.' }),
  assignedRoleIds: z.array(uuid).max(10, 'malformed').meta({ description: 'The same by id.' }),
  scopes: z.array(z.string().max(100)).max(200, 'malformed').meta({ description: 'In place of roles: exactly what the key may do.', example: ['table:data:read'] }),
  expireAt: z.string().max(40, 'expiry_malformed').meta({ format: 'date-time' }).nullable().meta({ description: 'RFC 3339. Null: never.', example: '2027-01-31T00:00:00Z' }),
};

const names = { expiresAt: 'expireAt', addresses: 'ipAccessList', disabled: 'state' };

const hashData = z
  .strictObject({ keyIdHash: sha256, keyIdSuffix: z.string().regex(/^[\x21-\x7e]{4}$/, 'key_suffix'), keySecretHash: sha256 })
  .meta({ id: 'HashData', description: 'For callers who draw Key ID and Key secret themselves and keep them: Latchkey sees hashes only. Such a key is presented as HTTP Basic.' });

const entry = addressEntry.extend({ description: z.string().optional() }).strict().meta({ id: 'IpAccessListInput' });

export const listKeys = shape({
  tag,
  description: 'The keys that this key may see, oldest first: those of its creator, or all of the organization for owners and admins. Revoked keys are left out unless `include=inactive`.',
  query: z.strictObject({ limit, cursor, include: z.enum(['inactive'], 'malformed').optional().meta({ description: '`inactive` adds the revoked keys.' }) }),
  result: z.array(apiKey),
  toInput: ({ path, query }) => ({ ...path, limit: query.limit, cursor: query.cursor ?? null, state: query.include === 'inactive' ? 'any' : 'unrevoked', order: 'oldest', countUpTo: 1_000_000 }),
  toResult: ({ items }: { items: Key[] }) => items.map(keyOnWire),
  page: ({ count, nextCursor }: { count: number; nextCursor: string | null }, { query }) => ({ limit: query.limit as number, totalCount: count, nextCursor }),
  example: { query: { limit: '50' } },
});

export const getKeyShape = shape({
  tag,
  description: 'One key. A revoked one is not found unless `include=inactive`.',
  query: z.strictObject({ include: z.enum(['inactive'], 'malformed').optional().meta({ description: '`inactive` shows a revoked key, too.' }) }),
  result: apiKey,
  toInput: ({ path }) => path,
  call: unrevoked,
  toResult: keyOnWire,
  version: keyState,
});

async function unrevoked(operation: Operation, { caller, query }: Exchange, input: unknown): Promise<unknown> {
  const found = (await operation(caller, input as never)) as Key;
  if (found.revokedAt && query.include !== 'inactive') throw gone();
  return found;
}

export const createKey = shape({
  tag,
  description: 'Makes a key of the creator of the calling key. `keySecret` stands in this answer and nowhere else. `rates`, `projects` and `environments` limit it for good. With an `Idempotency-Key`, asking again answers 409 with the id of the key that was made.',
  body: z.strictObject({
    name: fields.name,
    state: fields.state.default('enabled'),
    roles: fields.roles.optional(),
    assignedRoleIds: fields.assignedRoleIds.optional(),
    scopes: fields.scopes.optional(),
    expireAt: fields.expireAt.optional(),
    ipAccessList: z.array(entry).min(1, 'empty_list').max(100, 'addresses_many').optional().meta({ description: 'From where the key may be used. Absent: from anywhere.' }),
    type: z.enum(['API_KEY', 'BEARER_TOKEN']).default('API_KEY').meta({ description: 'A bearer token may be presented as `Authorization: Bearer` only.' }),
    hashData: hashData.optional(),
    ...limitFields,
  }),
  result: z.object({ key: apiKey, keyId: z.string().optional(), keySecret: z.string().optional() }).meta({ id: 'CreatedKey' }),
  toInput: ({ path, body }) => {
    const { state, roles, assignedRoleIds, scopes, expireAt, ipAccessList, ...rest } = body as Body;
    const asked = scopesAsked({ roles, assignedRoleIds, scopes });
    if (!asked) throw invalid('roles', 'required');
    return { ...path, ...rest, scopes: asked, disabled: state === 'disabled', expiresAt: expireAt, addresses: ipAccessList };
  },
  fields: names,
  call: (create, { caller, body }, input) => (body.hashData ? registerKey : create)(caller, input as never),
  toResult: createdOnWire,
  example: { body: { name: 'Nightly export', scopes: ['table:data:read'], expireAt: null } },
});

export const updateKey = shape({
  tag,
  description: 'Changes what is given, all of it or nothing; the rest stays. `expireAt: null` clears the expiry, `ipAccessList: null` the list. With `If-Match`, only if the key is as it was read.',
  body: z.strictObject({
    name: fields.name.optional(),
    state: fields.state.optional(),
    roles: fields.roles.optional(),
    assignedRoleIds: fields.assignedRoleIds.optional(),
    scopes: fields.scopes.optional(),
    expireAt: fields.expireAt.optional(),
    ipAccessList: z.array(entry).max(100, 'addresses_many').nullable().optional(),
  }),
  result: apiKey,
  fields: names,
  change: { look: disableKey, guard: keyState, toInput: changeOf },
  toResult: keyOnWire,
  version: keyState,
  missing: revoked,
  example: { body: { name: 'Nightly export, Seoul' } },
});

type Body = {
  name?: string; state?: string; roles?: string[]; assignedRoleIds?: string[]; scopes?: string[]; expireAt?: string | null;
  ipAccessList?: { source: string; description?: string }[] | null;
};

/** Who may not edit a key may still disable it; what is as GET shows it is not asked for. */
function changeOf(now: Key, { path, body }: Exchange): { operation?: Operation; input: Record<string, unknown> } | null {
  const key = { organization: path.organization!, key: path.key! };
  const changes = changesOf(body as Body, now);
  const { state } = body as Body;
  const switched = state !== undefined && state !== keyOnWire(now).state;
  if (Object.keys(changes).length > 0) return { input: { ...key, ...changes, ...(switched && { disabled: state === 'disabled' }) } };
  return switched ? { operation: state === 'disabled' ? disableKey : enableKey, input: key } : null;
}

/** What is given and not as GET shows it. */
function changesOf({ name, roles, assignedRoleIds, scopes, expireAt, ipAccessList }: Body, now: Key): Record<string, unknown> {
  const shown = keyOnWire(now);
  const asked = scopesAsked({ roles, assignedRoleIds, scopes }, now.scopes);
  if (ipAccessList?.length === 0 && now.addresses.length > 0) throw invalid('ipAccessList', 'empty_list');
  return {
    ...(name !== undefined && name !== shown.name && { name }),
    ...(asked && { scopes: asked }),
    ...(expireAt !== undefined && !isSameInstant(expireAt, shown.expireAt) && { expiresAt: expireAt }),
    ...(ipAccessList !== undefined && !isDeepStrictEqual(ipAccessList ?? [], shown.ipAccessList) && { addresses: ipAccessList ?? [] }),
  };
}

const isSameInstant = (text: string | null, at: Date | null) => (text === null || at === null ? text === at : text === at.toISOString());

export const deleteKey = shape({
  tag,
  description: 'Ends a key for good, at once. A key cannot end itself in the request that it authenticates. With `If-Match`, only if it is as it was read.',
  result: null,
  guard: keyState,
  missing: revoked,
});

export const rotateKey = shape({
  tag,
  description: 'Gives the key a new secret, which stands in this answer and nowhere else. The old one is good until the grace is over, which starts when the new one is first used. With `If-Match`, only if the key is as it was read.',
  guard: keyState,
  missing: revoked,
  body: z.strictObject({ grace: z.enum(graceNames, 'grace').optional().meta({ description: 'How long the old secret stays good.', example: '24h' }) }),
  result: z.object({ key: apiKey, keyId: z.string(), keySecret: z.string() }).meta({ id: 'RotatedKey' }),
  toResult: createdOnWire,
  example: { body: { grace: '24h' } },
});

function createdOnWire({ key, revealed }: { key: Key; revealed?: Revealed }) {
  return { key: keyOnWire(key), ...(revealed && { keyId: revealed.keyId, keySecret: revealed.secret }) };
}

export const keyUsage = shape({
  tag,
  description: 'How often the key was used on each of the last 30 days (UTC), the oldest first.',
  result: z.array(z.object({ day: z.iso.date(), count: z.int() }).meta({ id: 'DayOfUse' })),
});

const gone = () => new Refusal('not_found');
