import { z } from 'zod';
import type { Db } from '@/db/client';
import type { Access } from '../access';
import { ofOrganization, operation } from '../operation';
import { key, type Key } from './key';
import { everything } from './catalogue';
import type { Filters, Hygiene } from './listing/filters';
import { countKeys, manyKeys, selectKeys } from './listing/store';

const most = 50;
const mostCounted = 1_001;

const risks = ['never_used', 'idle_90_days', 'never_expires', 'expiring_14_days', 'may_do_everything', 'disabled'] as const;
type Risk = (typeof risks)[number];

/** The keys that somebody should look at, by what is the matter with them; at most fifty a risk, oldest first. */
export const reportKeys = operation({
  name: 'report_keys',
  effect: 'read',
  scope: 'organization',
  permission: 'key:read',
  mcp: {
    title: 'Report stale and risky keys',
    description: 'Finds keys that were never used, have been idle for 90 days, never expire, expire within 14 days, may do everything, or are disabled. A key can stand under several.',
  },
  input: z.strictObject({ ...ofOrganization }),
  output: z.object({ risks: z.array(z.object({ risk: z.enum(risks), count: z.int(), keys: z.array(key) })) }),
  async run({ db, access }) {
    const found = [];
    for (const risk of risks) found.push(await keysAt(db, access, risk));
    return { risks: found };
  },
});

async function keysAt(db: Db, access: Access, risk: Risk): Promise<{ risk: Risk; count: number; keys: Key[] }> {
  const filters = filtersOf(risk);
  const { count, way } = await countKeys(db, access, filters, Math.max(manyKeys, mostCounted));
  const keys = await selectKeys(db, access, filters, { order: 'oldest', position: null, limit: most }, way);
  return { risk, count: Math.min(count, mostCounted), keys: keys.slice(0, most) };
}

function filtersOf(risk: Risk): Filters {
  const live: Filters = { mine: false, state: 'active' };
  if (risk === 'may_do_everything') return { ...live, scope: everything };
  if (risk === 'disabled') return { ...live, status: 'disabled' };
  return { ...live, only: risk satisfies Hygiene };
}
