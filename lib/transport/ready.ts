import { database } from '@/db/client';
import { hasMigrations } from '@/db/migrated';
import { logSeldom } from '@/lib/log';

/** What /readyz answers. */
export type Readiness = { status: number; body: string; headers: Record<string, string> };

let asking: Promise<Readiness> | null = null;

/** Ready when the database answers and has had the migrations of this version. Who asks while another is waiting for that is told the same: no flood asks more. */
export function readiness(): Promise<Readiness> {
  asking ??= asked().finally(() => (asking = null));
  return asking;
}

async function asked(): Promise<Readiness> {
  try {
    return (await hasMigrations(database())) ? told(200, 'ready') : told(503, 'the database lacks migrations of this version');
  } catch (error) {
    logSeldom(error, 'not ready');
    return told(503, 'the database does not answer');
  }
}

const told = (status: number, what: string): Readiness => ({ status, body: `${what}\n`, headers: { 'Content-Type': 'text/plain;charset=UTF-8', 'Cache-Control': 'no-store' } });
