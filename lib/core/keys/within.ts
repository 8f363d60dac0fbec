import type { AddressEntry } from '@/db/schema';
import type { Actor, Role } from '../access';
import { rankedScopes } from '../members/ranks';
import { Refusal } from '../refusal';
import { coversAll } from './addresses';
import { refuseLooser, type Limits } from './limits';
import { allows, effectiveScopes } from './scopes';

export type Powers = { scopes: readonly string[]; expiresAt: Date | null; addresses: readonly AddressEntry[] };

type ActingKey = Powers & Limits;

/**
 * A key makes, widens, renews and rotates nothing that may do more than itself: not by scopes, not for longer, not from elsewhere, not beyond its limits.
 * @param powers what is to be gained; what stays as it was is left out.
 * @throws Refusal `forbidden`
 */
export function refuseBeyond(actor: Actor, acting: ActingKey | undefined, powers: Partial<Powers> & (Limits | object)): void {
  if (actor.kind !== 'key') return;
  if (!acting) throw new Refusal('not_found');
  const { scopes, expiresAt, addresses } = powers;
  const wider = scopes?.some((scope) => !allows(acting.scopes, scope)) ?? false;
  const longer = expiresAt !== undefined && acting.expiresAt !== null && (expiresAt === null || expiresAt > acting.expiresAt);
  const elsewhere = addresses !== undefined && !coversAll(acting.addresses, addresses);
  if ('ratePerSecond' in powers) refuseLooser(acting, powers);
  if (wider) throw new Refusal('forbidden', { problem: 'key_wider' });
  if (longer) throw new Refusal('forbidden', { problem: 'key_longer' });
  if (elsewhere) throw new Refusal('forbidden', { problem: 'key_elsewhere' });
}

type InHands = { scopes: readonly string[]; role: Role };

/**
 * The same for a key of somebody else: what it may do in its creator's hands against what the acting key may in those of its own.
 * @throws Refusal `forbidden`
 */
export function refuseOutranked(acting: InHands, held: InHands): void {
  const own = new Set(effectiveScopes(acting.scopes, acting.role));
  const ranked = held.role === 'owner' && acting.role !== 'owner';
  const more = effectiveScopes(held.scopes, held.role).some((scope) => !own.has(scope) || (ranked && rankedScopes.has(scope)));
  if (more) throw new Refusal('forbidden', { problem: 'key_wider' });
}
