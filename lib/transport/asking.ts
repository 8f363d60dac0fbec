import { routePolicy } from '@/lib/core/routes/policy';
import { origin } from './here';

/** How Latchkey is asked: where, and whether it judges routes. Without a route policy it refuses whoever names one. */
export type Asking = { origin: string; judgesRoutes: boolean };

/** How programs and gateways ask this Latchkey, for examples to copy. */
export async function asking(): Promise<Asking> {
  return { origin: await origin(), judgesRoutes: routePolicy() !== null };
}
