import type { StoredCredential } from './store';

/** How a credential was presented. */
export type Scheme = 'x-api-key' | 'bearer' | 'basic';

/** What was presented: nothing, something that can be no credential, or a Key ID with a secret. */
export type Presented =
  | { kind: 'none' }
  | { kind: 'malformed' }
  | { kind: 'credential'; scheme: Scheme; keyId: string; secret: string; prefix: string | null };

/** What a credential is asked for. */
export type Requirement = { scopes: readonly string[]; address: string | null; userAgent: string | null };

/** Whether a credential is good, and if not, why: contracts.md's table, a member a row. */
export type Verdict =
  | { code: 'valid'; key: StoredCredential; scopes: readonly string[] }
  | { code: 'insufficient_scope'; missing: readonly string[] }
  | { code: 'missing_credential' | 'invalid_key' | 'key_revoked' | 'key_disabled' | 'key_expired' | 'ip_not_allowed' | 'project_not_allowed' | 'environment_not_allowed' | 'rate_limited' | 'unavailable' };
