import { database } from '@/db/client';
import { hasMigrations } from '@/db/migrated';
import { logSeldom } from '@/lib/log';

export const dynamic = 'force-dynamic';

/** Ready when the database answers and has had the migrations of this version. */
export async function GET(): Promise<Response> {
  try {
    return (await hasMigrations(database())) ? told(200, 'ready') : told(503, 'the database lacks migrations of this version');
  } catch (error) {
    logSeldom(error, 'not ready');
    return told(503, 'the database does not answer');
  }
}

const told = (status: number, what: string) => new Response(`${what}\n`, { status, headers: { 'Cache-Control': 'no-store' } });
