import { z } from 'zod';
import { id } from '../input';
import { ofOrganization, operation } from '../operation';
import { Refusal } from '../refusal';
import { creatorOf } from './store';
import { selectDays, selectToday } from './uses/store';

const days = 30;
const day = 86_400_000;

/** How often a key was used on each of the last 30 days (UTC), the oldest first; days without use are 0. */
export const getKeyUsage = operation({
  name: 'get_key_usage',
  effect: 'read',
  scope: 'organization',
  permission: 'key:read',
  rest: { method: 'GET', path: '/v1/organizations/{organization}/keys/{key}/usage', summary: 'Use of a key' },
  mcp: { title: 'Use of a key', description: 'How often a key was used on each of the last 30 days (UTC).' },
  input: z.strictObject({ ...ofOrganization, key: id }),
  output: z.array(z.object({ day: z.string(), count: z.int() })),
  async run({ db, access, input }) {
    if (!(await creatorOf(db, access, input.key))) throw new Refusal('not_found');
    const counts = new Map((await selectDays(db, input.key, days)).map((row) => [row.day, row.count]));
    const today = Date.parse(await selectToday(db, input.key));
    return Array.from({ length: days }, (_, index) => {
      const name = new Date(today - (days - 1 - index) * day).toISOString().slice(0, 10);
      return { day: name, count: counts.get(name) ?? 0 };
    });
  },
});
