import { isUnavailable } from '@/db/problems';
import { sha256 } from '../keys/format';
import { unseals } from '../keys/pepper';
import { countUse } from '../usage/buffer';
import { allowsAddress } from '../keys/addresses';
import { effectiveScopesOf } from './effective';
import { findCredential } from './find';
import { takeUse, type Rates } from './rate';
import type { StoredCredential } from './store';
import type { Presented, Requirement, Verdict } from './verdict';

const missing: Verdict = { code: 'missing_credential' };
const invalid: Verdict = { code: 'invalid_key' };
const unavailable: Verdict = { code: 'unavailable' };

/** From a presented credential to a verdict, by what the primary holds now. A use that is good is counted. */
export async function verify(presented: Presented, requirement: Requirement): Promise<Verdict> {
  if (presented.kind === 'none') return missing;
  if (presented.kind === 'malformed') return invalid;
  let verdict: Verdict;
  try {
    verdict = judge(presented, await findCredential(sha256(presented.keyId)), requirement);
    if (verdict.code === 'valid' && verdict.key.rates) verdict = await withinRates(verdict, verdict.key.rates);
  } catch (error) {
    if (isUnavailable(error)) return unavailable;
    throw error;
  }
  if (verdict.code === 'valid') countUse(verdict.key.id, requirement.address, requirement.userAgent);
  return verdict;
}

/** Last of all, so that only a use that is good in every other way takes from the key's rates. */
async function withinRates(verdict: Extract<Verdict, { code: 'valid' }>, rates: Rates): Promise<Verdict> {
  const { granted, windows } = await takeUse(verdict.key.id, rates);
  return granted ? { ...verdict, windows } : { code: 'rate_limited', windows };
}

function judge(presented: Extract<Presented, { kind: 'credential' }>, key: StoredCredential | undefined, requirement: Requirement): Verdict {
  if (!key || !unseals(presented.secret, { hash: key.secretHash, pepperVersion: key.pepperVersion })) return invalid;
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
