import { database } from '@/db/client';
import { Unavailable } from '@/db/problems';
import type { AddressEntry, KeyType, Role } from '@/db/schema';
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

const query = `
  select k.id, k.key_id_hash as "keyIdHash", k.key_id as "keyId", k.prefix, k.name, k.type,
    array_to_string(k.scopes, ' ') as scopes, nullif(k.addresses, '[]') as addresses,
    k.secret_hash as "secretHash", k.pepper_version as "pepperVersion",
    case when k.previous_expires_at <= statement_timestamp() then null else k.previous_secret_hash end as "previousSecretHash",
    k.previous_pepper_version as "previousPepperVersion", case when k.previous_secret_hash is not null then k.rotated_at::text end as "rotatedAt",
    k.previous_secret_hash is not null and k.secret_first_used_at is null as "graceWaits",
    case
      when k.revoked_at is not null or o.deleted_at is not null or m.role is null then 'key_revoked'
      when k.disabled_at is not null then 'key_disabled'
      when k.expires_at <= statement_timestamp() then 'key_expired'
    end as ended,
    to_char(k.expires_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "expiresAt",
    o.id as "organizationId", o.name as "organizationName", o.slug as "organizationSlug",
    u.id as "userId", u.name as "userName", u.email as "userEmail", m.role,
    case when coalesce(k.rate_per_second, k.rate_per_minute, k.rate_per_day) is not null then
      json_build_object('second', k.rate_per_second, 'minute', k.rate_per_minute, 'day', k.rate_per_day) end as rates,
    k.projects, k.environments
  from keys k
  join organizations o on o.id = k.organization_id
  join users u on u.id = k.created_by
  left join memberships m on m.organization_id = k.organization_id and m.user_id = k.created_by
  where k.key_id_hash = any($1)`;

/** Reads the keys of these hashes in one query, on verification's own connections to the primary; in no order. */
export async function readCredentials(keyIdHashes: string[]): Promise<StoredCredential[]> {
  return (await database().read(query, [keyIdHashes])) as StoredCredential[];
}

const begin = `
  update keys set secret_first_used_at = statement_timestamp(),
    previous_expires_at = statement_timestamp() + make_interval(secs => previous_grace_seconds)
  where id = $1 and secret_hash = $2 and secret_first_used_at is null`;

/**
 * Starts the grace of the previous secret; before the answer to the request that first used the present one.
 * @throws Unavailable when that cannot be written.
 */
export async function beginGrace(keyId: string, secretHash: string): Promise<void> {
  try {
    await database().read(begin, [keyId, secretHash]);
  } catch (error) {
    throw new Unavailable('the grace could not be begun', { cause: error });
  }
}
