import { database, type Values } from '@/db/client';
import { Unavailable } from '@/db/problems';
import type { AddressEntry, KeyType, Role } from '@/db/schema';
import { logSeldom } from '@/lib/log';
import type { Rates } from './rate';

/** What the database knows of a key at the instant of the question; the times were judged by its clock. */
export type StoredCredential = {
  id: string;
  keyIdHash: string;
  keyId: string | null;
  prefix: string;
  name: string;
  type: KeyType;
  /** As granted, separated by spaces. */
  scopes: string;
  /** Null where any address will do. */
  addresses: AddressEntry[] | null;
  secretHash: string;
  pepperVersion: number;
  /** The secret before the last rotation, while its grace lasts; null when there is none. */
  previousSecretHash: string | null;
  previousPepperVersion: number | null;
  /** Whether the grace of the previous secret still waits for the first use of the present one. */
  graceWaits: boolean;
  rotatedAt: string | null;
  /** Why it is good no more; null while it is. */
  ended: 'key_revoked' | 'key_disabled' | 'key_expired' | null;
  expiresAt: string | null;
  organizationId: string;
  organizationName: string;
  organizationSlug: string;
  userId: string;
  userName: string;
  userEmail: string;
  /** Null when the creator is no longer a member: then the key has ended. */
  role: Role | null;
  /** Null where there is no limit. */
  rates: Rates | null;
  projects: string[] | null;
  environments: string[] | null;
};

// No arrays: a connection reads and writes those only once the server has told it its types.
const query = `
  select k.id, k.key_id_hash, k.key_id, k.prefix, k.name, k.type, array_to_string(k.scopes, ' '), nullif(k.addresses, '[]'),
    k.secret_hash, k.pepper_version,
    case when k.previous_expires_at <= statement_timestamp() then null else k.previous_secret_hash end,
    k.previous_pepper_version,
    k.previous_secret_hash is not null and k.secret_first_used_at is null,
    case when k.previous_secret_hash is not null then k.rotated_at::text end,
    case
      when k.revoked_at is not null or o.deleted_at is not null or m.role is null then 'key_revoked'
      when k.disabled_at is not null then 'key_disabled'
      when k.expires_at <= statement_timestamp() then 'key_expired'
    end,
    to_char(k.expires_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    o.id, o.name, o.slug, u.id, u.name, u.email, m.role,
    case when coalesce(k.rate_per_second, k.rate_per_minute, k.rate_per_day) is not null then
      json_build_object('second', k.rate_per_second, 'minute', k.rate_per_minute, 'day', k.rate_per_day) end,
    to_json(k.projects), to_json(k.environments)
  from keys k
  join organizations o on o.id = k.organization_id
  join users u on u.id = k.created_by
  left join memberships m on m.organization_id = k.organization_id and m.user_id = k.created_by
  where k.key_id_hash = any(string_to_array($1, ','))`;

/** In the order of the query. */
const asCredential = ([
  id, keyIdHash, keyId, prefix, name, type, scopes, addresses, secretHash, pepperVersion,
  previousSecretHash, previousPepperVersion, graceWaits, rotatedAt, ended, expiresAt,
  organizationId, organizationName, organizationSlug, userId, userName, userEmail, role, rates, projects, environments,
]: Values) => ({
  id, keyIdHash, keyId, prefix, name, type, scopes, addresses, secretHash, pepperVersion,
  previousSecretHash, previousPepperVersion, graceWaits, rotatedAt, ended, expiresAt,
  organizationId, organizationName, organizationSlug, userId, userName, userEmail, role, rates, projects, environments,
}) as StoredCredential;

// Bytes. What is shorter postgres.js holds back for a turn of the event loop; the blanks are a hash that no key has.
const sentAtOnce = 1_024;

/** Reads the keys of these hashes in one query, on verification's own connections to the primary; in no order. */
export async function readCredentials(keyIdHashes: string[]): Promise<StoredCredential[]> {
  return (await database().read(query, [`${keyIdHashes.join(',')},`.padEnd(sentAtOnce)])).map(asCredential);
}

const begin = `
  update keys set secret_first_used_at = coalesce(secret_first_used_at, statement_timestamp()),
    previous_expires_at = case
      when secret_first_used_at is null then statement_timestamp() + make_interval(secs => previous_grace_seconds)
      else previous_expires_at end
  from set_config('synchronous_commit', 'local', true) as waiting
  where id = $1 and secret_hash = $2
  returning id`;

/** Starts the grace of the previous secret, where that has not begun; false where the secret is the key's present one no more. @throws Unavailable when that cannot be written. */
export async function writeGrace(keyId: string, secretHash: string): Promise<boolean> {
  try {
    return (await database().write(begin, [keyId, secretHash])).length > 0;
  } catch (error) {
    logSeldom(error, 'verification is unavailable: the grace of an old secret could not be begun');
    throw new Unavailable('the grace could not be begun', { cause: error });
  }
}
