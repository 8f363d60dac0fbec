import type { Role } from '@/db/schema';
import type { Window } from './rate';
import type { StoredCredential } from './store';

/** How a credential was presented. */
export type Scheme = 'x-api-key' | 'bearer' | 'basic';

/** What was presented: nothing, something that can be no credential, or a Key ID with a secret. */
export type Presented =
  | { kind: 'none' }
  | { kind: 'malformed' }
  | { kind: 'credential'; scheme: Scheme; keyId: string; secret: string; prefix: string | null };

/** Whoever waits for an answer: once its connection is gone, nobody does. */
export type Asker = { readonly destroyed: boolean };

/** What a credential is asked for; project and environment as the request names them. */
export type Requirement = {
  scopes: readonly string[];
  address: string | null;
  userAgent: string | null;
  project?: string | null;
  environment?: string | null;
  asker?: Asker;
};

/** Whether a credential is good, and if not, why; the codes are what the outside reads. */
export type Verdict =
  | { code: 'valid'; key: StoredCredential; role: Role; scopes: readonly string[]; windows?: readonly Window[] }
  | { code: 'insufficient_scope'; missing: readonly string[] }
  | { code: 'rate_limited'; windows: readonly Window[] }
  | { code: 'missing_credential' | 'invalid_key' | 'key_revoked' | 'key_disabled' | 'key_expired' | 'ip_not_allowed' | 'project_not_allowed' | 'environment_not_allowed' | 'unavailable' };
