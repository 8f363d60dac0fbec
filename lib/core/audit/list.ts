import { z } from 'zod';
import type { Db } from '@/db/client';
import type { Access } from '../access';
import { creatorOf } from '../keys/store';
import { ofOrganization, operation } from '../operation';
import { cursor, writeCursor, type Position } from '../page';
import { Refusal } from '../refusal';
import { entry, filters, type Entry, type Filters } from './entry';
import { selectKeyByKeyId, selectSlice } from './store';

/** How long one call looks for more before it answers with what it has; a cursor goes on from there. */
const patience = 1_000;

/** The log, newest first. `searchedTo` tells how far back a search has come that found less than a page and can go on. */
export const listAuditEvents = operation({
  name: 'list_audit_events',
  effect: 'read',
  scope: 'organization',
  permission: 'audit:read',
  rest: [
    { method: 'GET', path: '/v1/organizations/{organization}/activities', summary: 'List activities', shape: 'list_activities' },
    { method: 'GET', path: '/v1/organizations/{organization}/audit-events', summary: 'Search the audit log' },
  ],
  mcp: { title: 'Search the audit log', description: 'Who did what to which key, member or invitation, when, from where and through which door; newest first. A page that found less than was asked for may go on: use nextCursor.' },
  input: z.strictObject({
    ...ofOrganization,
    ...filters,
    cursor: cursor.nullable().default(null),
    limit: z.int().min(1, 'limit').max(1_000, 'limit').default(50),
  }),
  output: z.object({ items: z.array(entry), nextCursor: z.string().nullable(), searchedTo: z.date().nullable() }),
  async run({ db, access, input }) {
    const narrowed = await withKey(db, access, input);
    if (!narrowed) return { items: [], nextCursor: null, searchedTo: null };
    const items: Entry[] = [];
    let position: Position | null = input.cursor;
    const started = performance.now();
    do {
      const { entries, next } = await selectSlice(db, access, narrowed, position, input.limit - items.length);
      items.push(...entries);
      position = next;
    } while (position && items.length < input.limit && performance.now() - started < patience);
    return { items, nextCursor: position && writeCursor(position), searchedTo: position && items.length < input.limit ? position.at : null };
  },
});

/** The filters with the key that a Key ID names; null when it names none here. @throws Refusal `not_found` for a key out of reach. */
async function withKey(db: Db, access: Access, input: Filters): Promise<Filters | null> {
  if (input.key && !(await creatorOf(db, access, input.key))) throw new Refusal('not_found');
  if (!input.keyId) return input;
  const key = await selectKeyByKeyId(db, access, input.keyId);
  return key && (!input.key || input.key === key) ? { ...input, key } : null;
}
