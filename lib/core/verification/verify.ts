import { effectiveScopes } from '../keys/scopes';
import { sha256 } from '../keys/format';
import { unseals } from '../keys/pepper';
import { countUse } from '../usage/buffer';
import { countIfRefused } from '../refused/buffer';
import { allowsAddress } from '../keys/addresses';
import { findCredential } from './gather';
import type { StoredCredential } from './store';
import type { Presented, Requirement, Verdict } from './verdict';

const missing: Verdict = { code: 'missing_credential' };
const invalid: Verdict = { code: 'invalid_key' };
const unavailable: Verdict = { code: 'unavailable' };

/** From a presented credential to a verdict, by what the primary holds now. A use that is good is counted. */
export async function verify(presented: Presented, requirement: Requirement): Promise<Verdict> {
  if (presented.kind === 'none') return missing;
  if (presented.kind === 'malformed') return invalid;
  let found: StoredCredential | undefined;
  try {
    found = await findCredential(sha256(presented.keyId));
  } catch {
    return unavailable;
  }
  const verdict = judge(presented, found, requirement);
  if (verdict.code === 'valid') countUse(verdict.key.id, requirement.address, requirement.userAgent);
  countIfRefused(verdict.code, found, requirement.address);
  return verdict;
}

function judge(presented: Extract<Presented, { kind: 'credential' }>, key: StoredCredential | undefined, requirement: Requirement): Verdict {
  if (!key || !unseals(presented.secret, { hash: key.secretHash, pepperVersion: key.pepperVersion })) return invalid;
  if (presented.prefix !== null && presented.prefix !== key.prefix) return invalid;
  if (key.type === 'BEARER_TOKEN' && presented.scheme !== 'bearer') return invalid;
  if (key.revoked || key.organizationDeleted || key.role === null) return { code: 'key_revoked' };
  if (key.disabled) return { code: 'key_disabled' };
  if (key.expired) return { code: 'key_expired' };
  if (!allowsAddress(key.addresses, requirement.address)) return { code: 'ip_not_allowed' };
  const scopes = effectiveScopes(key.scopes, key.role);
  const lacking = requirement.scopes.filter((scope) => !scopes.includes(scope));
  return lacking.length > 0 ? { code: 'insufficient_scope', missing: lacking } : { code: 'valid', key, scopes };
}
