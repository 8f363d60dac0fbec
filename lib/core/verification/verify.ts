import { isUnavailable } from '@/db/problems';
import { sha256 } from '../keys/format';
import { countOldSecret, countUse } from '../usage/buffer';
import { countIfRefused } from '../refused/buffer';
import { allowsAddress } from '../keys/addresses';
import { effectiveScopesOf } from './effective';
import { findCredential } from './find';
import { beginGrace } from './grace';
import { takeUse } from './rate';
import { resealWithCurrent } from './reseal';
import { whichSecret, type Secret } from './secret';
import type { StoredCredential } from './store';
import type { Presented, Requirement, Verdict } from './verdict';

const missing: Verdict = { code: 'missing_credential' };
const invalid: Verdict = { code: 'invalid_key' };
const unavailable: Verdict = { code: 'unavailable' };

/** From a presented credential to a verdict, by what the primary holds now. A use that is good is counted. */
export const verify = (presented: Presented, requirement: Requirement): Promise<Verdict> =>
  new Promise((resolve, reject) => tellVerdict(presented, requirement, resolve, reject));

/**
 * The same without a promise, for the path of every request of every protected API: while Next draws a page, all promises of the process are watched.
 * Calls one of the two functions, once; `fail` with what nobody foresaw; none where the asker has gone before the database was asked.
 */
export function tellVerdict(presented: Presented, requirement: Requirement, tell: (verdict: Verdict) => void, fail: (error: unknown) => void): void {
  if (presented.kind === 'none') return tell(missing);
  if (presented.kind === 'malformed') return tell(invalid);
  const settle = (judged: () => Verdict | Promise<Verdict>) => {
    try {
      const verdict = judged();
      if (verdict instanceof Promise) verdict.then(tell).catch(fail);
      else tell(verdict);
    } catch (error) {
      fail(error);
    }
  };
  const found = (key: StoredCredential | undefined) => settle(() => (key ? judgeUse({ presented, key, requirement }) : invalid));
  findCredential(sha256(presented.keyId), requirement.asker, found, () => settle(() => unavailable));
}

type Use = { presented: Extract<Presented, { kind: 'credential' }>; key: StoredCredential; requirement: Requirement };

type Valid = Extract<Verdict, { code: 'valid' }>;

/** A promise only where something has to be written before the answer. */
function judgeUse(use: Use): Verdict | Promise<Verdict> {
  const { key, requirement } = use;
  const secret = whichSecret(use.presented.secret, key);
  if (!secret) return invalid;
  const verdict = judge(use);
  countIfRefused(verdict.code, key, requirement.address);
  if (verdict.code !== 'valid') return verdict;
  if (key.rates || (secret === 'present' && key.graceWaits)) return writtenFirst(use, secret, verdict);
  count(use, secret);
  return verdict;
}

async function writtenFirst(use: Use, secret: Secret, verdict: Valid): Promise<Verdict> {
  const { presented, key, requirement } = use;
  try {
    const taken = key.rates ? await takeUse(key.id, key.rates, requirement.asker) : null;
    if (taken && !taken.granted) return { code: 'rate_limited', windows: taken.windows };
    // Nobody is told that the new secret works before the database knows that it was used. Where the key was rotated meanwhile, another secret is the new one.
    if (secret === 'present' && key.graceWaits && !(await beginGrace(key.id, key.secretHash))) return await verify(presented, requirement);
    count(use, secret);
    return taken ? { ...verdict, windows: taken.windows } : verdict;
  } catch (error) {
    if (isUnavailable(error)) return unavailable;
    throw error;
  }
}

function count({ presented, key, requirement: { address, userAgent } }: Use, secret: Secret): void {
  if (secret === 'previous') countOldSecret(key.id, key.rotatedAt!, address, userAgent);
  // While a grace waits, what begins it finds the key by the seal that it has.
  if (secret === 'previous' || !key.graceWaits) resealWithCurrent(secret, key, presented.secret);
  countUse(key.id, address, userAgent);
}

function judge({ presented, key, requirement }: Use): Verdict {
  if (presented.prefix !== null && presented.prefix !== key.prefix) return invalid;
  if (key.type === 'BEARER_TOKEN' && presented.scheme !== 'bearer') return invalid;
  const { role } = key;
  if (key.ended || role === null) return { code: key.ended ?? 'key_revoked' };
  if (key.addresses && !allowsAddress(key.addresses, requirement.address)) return { code: 'ip_not_allowed' };
  if (key.projects && !key.projects.includes(requirement.project ?? '')) return { code: 'project_not_allowed' };
  if (key.environments && !key.environments.includes(requirement.environment ?? '')) return { code: 'environment_not_allowed' };
  const scopes = effectiveScopesOf(key.scopes, role);
  const lacking = requirement.scopes.filter((scope) => !scopes.includes(scope));
  return lacking.length > 0 ? { code: 'insufficient_scope', missing: [...new Set(lacking)] } : { code: 'valid', key, role, scopes };
}
