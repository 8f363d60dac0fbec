import { isUnavailable } from '@/db/problems';
import { sha256 } from '../keys/format';
import { unseals } from '../keys/pepper';
import { countUse } from '../usage/buffer';
import { countOldSecret } from '../usage/old-secrets';
import { countIfRefused } from '../refused/buffer';
import { allowsAddress } from '../keys/addresses';
import { effectiveScopesOf } from './effective';
import { findCredential } from './find';
import { takeUse } from './rate';
import { beginGrace, type StoredCredential } from './store';
import type { Presented, Requirement, Verdict } from './verdict';

const missing: Verdict = { code: 'missing_credential' };
const invalid: Verdict = { code: 'invalid_key' };
const unavailable: Verdict = { code: 'unavailable' };

/** From a presented credential to a verdict, by what the primary holds now. A use that is good is counted. */
export async function verify(presented: Presented, requirement: Requirement): Promise<Verdict> {
  if (presented.kind === 'none') return missing;
  if (presented.kind === 'malformed') return invalid;
  try {
    const found = await findCredential(sha256(presented.keyId));
    const secret = found ? whichSecret(presented.secret, found) : null;
    if (!found || !secret) return invalid;
    const verdict = judge(presented, found, requirement);
    countIfRefused(verdict.code, found, requirement.address);
    if (verdict.code !== 'valid') return verdict;
    const taken = found.rates ? await takeUse(found.id, found.rates) : null;
    if (taken && !taken.granted) return { code: 'rate_limited', windows: taken.windows };
    // Nobody is told that the new secret works before the database knows that it was used.
    if (secret === 'previous') countOldSecret(found, requirement);
    else if (found.graceWaits) await beginGrace(found.id, found.secretHash);
    countUse(found.id, requirement.address, requirement.userAgent);
    return taken ? { ...verdict, windows: taken.windows } : verdict;
  } catch (error) {
    if (isUnavailable(error)) return unavailable;
    throw error;
  }
}

/** Which of a key's secrets it is; after a rotation there may be two. */
function whichSecret(secret: string, key: StoredCredential): 'present' | 'previous' | null {
  if (unseals(secret, { hash: key.secretHash, pepperVersion: key.pepperVersion })) return 'present';
  if (key.previousSecretHash === null) return null;
  return unseals(secret, { hash: key.previousSecretHash, pepperVersion: key.previousPepperVersion! }) ? 'previous' : null;
}

function judge(presented: Extract<Presented, { kind: 'credential' }>, key: StoredCredential, requirement: Requirement): Verdict {
  if (presented.prefix !== null && presented.prefix !== key.prefix) return invalid;
  if (key.type === 'BEARER_TOKEN' && presented.scheme !== 'bearer') return invalid;
  if (key.ended || key.role === null) return { code: key.ended ?? 'key_revoked' };
  if (key.addresses && !allowsAddress(key.addresses, requirement.address)) return { code: 'ip_not_allowed' };
  if (key.projects && !key.projects.includes(requirement.project ?? '')) return { code: 'project_not_allowed' };
  if (key.environments && !key.environments.includes(requirement.environment ?? '')) return { code: 'environment_not_allowed' };
  const scopes = effectiveScopesOf(key.scopes, key.role);
  const lacking = requirement.scopes.filter((scope) => !scopes.includes(scope));
  return lacking.length > 0 ? { code: 'insufficient_scope', missing: lacking } : { code: 'valid', key, scopes };
}
