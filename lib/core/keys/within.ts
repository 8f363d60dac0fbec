import type { AddressEntry } from '@/db/schema';
import type { Actor } from '../access';
import { Refusal } from '../refusal';
import { coversAll } from './addresses';
import { refuseLooser, type Limits } from './limits';
import { allows } from './scopes';

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
