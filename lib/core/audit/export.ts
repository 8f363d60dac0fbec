import type { z } from 'zod';
import type { Caller } from '../access';
import type { Entry } from './entry';
import { listAuditEvents } from './list';

// What is read and written in one go holds up verification for as long: a few milliseconds.
const pageSize = 100;

type Wanted = Omit<z.input<typeof listAuditEvents.definition.input>, 'cursor' | 'limit'>;

/** The whole log as filtered, a page in memory at a time; every page is asked for anew, so a right that ends stops it. */
export async function* exportAuditEvents(caller: Caller, wanted: Wanted): AsyncGenerator<Entry> {
  let cursor: string | null = null;
  do {
    const page: z.output<typeof listAuditEvents.definition.output> = await listAuditEvents(caller, { ...wanted, cursor, limit: pageSize });
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor);
}
