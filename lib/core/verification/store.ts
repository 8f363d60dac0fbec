import { database } from '@/db/client';
import type { AddressEntry, KeyType, Role } from '@/db/schema';

/** What the database knows of a key at the instant of the question; the times were judged by its clock. */
export type StoredCredential = {
  id: string;
  keyIdHash: string;
  keyId: string | null;
  prefix: string;
  name: string;
  type: KeyType;
  scopes: string[];
  addresses: AddressEntry[];
  secretHash: string;
  pepperVersion: number;
  /** The secret before the last rotation, while its grace lasts; null when there is none. */
  previousSecretHash: string | null;
  previousPepperVersion: number | null;
  /** Whether the grace of the previous secret still waits for the first use of the present one. */
  graceWaits: boolean;
  rotatedAt: string | null;
  revoked: boolean;
  disabled: boolean;
  expired: boolean;
  expiresAt: string | null;
  organizationId: string;
  organizationName: string;
  organizationSlug: string;
  organizationDeleted: boolean;
  userId: string;
  userName: string;
  userEmail: string;
  /** Null when the creator is no longer a member. */
  role: Role | null;
};

const query = `
  select k.id, k.key_id_hash as "keyIdHash", k.key_id as "keyId", k.prefix, k.name, k.type, k.scopes, k.addresses,
    k.secret_hash as "secretHash", k.pepper_version as "pepperVersion",
    case when k.previous_expires_at <= statement_timestamp() then null else k.previous_secret_hash end as "previousSecretHash",
    k.previous_pepper_version as "previousPepperVersion", k.rotated_at::text as "rotatedAt",
    k.previous_secret_hash is not null and k.secret_first_used_at is null as "graceWaits",
    k.revoked_at is not null as revoked, k.disabled_at is not null as disabled,
    coalesce(k.expires_at <= statement_timestamp(), false) as expired,
    to_char(k.expires_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "expiresAt",
    o.id as "organizationId", o.name as "organizationName", o.slug as "organizationSlug", o.deleted_at is not null as "organizationDeleted",
    u.id as "userId", u.name as "userName", u.email as "userEmail", m.role
  from keys k
  join organizations o on o.id = k.organization_id
  join users u on u.id = k.created_by
  left join memberships m on m.organization_id = k.organization_id and m.user_id = k.created_by
  where k.key_id_hash = any($1)`;

/** Reads the keys of these hashes in one query, on verification's own connections to the primary. */
export async function readCredentials(keyIdHashes: string[]): Promise<Map<string, StoredCredential>> {
  const rows = (await database().read(query, [keyIdHashes])) as StoredCredential[];
  return new Map(rows.map((row) => [row.keyIdHash, row]));
}

const begin = `
  update keys set secret_first_used_at = statement_timestamp(),
    previous_expires_at = statement_timestamp() + make_interval(secs => previous_grace_seconds)
  where id = $1 and secret_hash = $2 and secret_first_used_at is null`;

/** Starts the grace of the previous secret; before the answer to the request that first used the present one. */
export async function beginGrace(keyId: string, secretHash: string): Promise<void> {
  await database().read(begin, [keyId, secretHash]);
}
