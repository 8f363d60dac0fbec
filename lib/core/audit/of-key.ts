import { z } from 'zod';
import { id } from '../input';
import { creatorOf } from '../keys/store';
import { ofOrganization, operation } from '../operation';
import { Refusal } from '../refusal';
import { eventsOfKey } from './of-key/store';

const most = 50;

/** What was done to a key within the caller's reach, the newest fifty first. */
export const listEventsOfKey = operation({
  name: 'list_events_of_key',
  effect: 'read',
  scope: 'organization',
  permission: 'key:read',
  input: z.strictObject({ ...ofOrganization, key: id }),
  output: z.array(
    z.object({
      id: z.uuid(),
      at: z.date(),
      action: z.string(),
      actorType: z.enum(['user', 'key', 'system']),
      actorName: z.string(),
      door: z.string(),
      address: z.string().nullable(),
      before: z.record(z.string(), z.unknown()).nullable(),
      after: z.record(z.string(), z.unknown()).nullable(),
    }),
  ),
  async run({ db, access, input }) {
    if (!(await creatorOf(db, access, input.key))) throw new Refusal('not_found');
    return eventsOfKey(db, access, input.key, most);
  },
});
