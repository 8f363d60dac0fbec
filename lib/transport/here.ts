import { headers } from 'next/headers';
import { environment } from '@/lib/env';

/** The internal header in which the middleware names the page; overwritten on every request. */
export const pathHeader = 'x-latchkey-path';

/** The internal header with the number of the request, which the log, the events and the answer carry; overwritten likewise. */
export const requestIdHeader = 'x-latchkey-request-id';

/** The internal header that says that the database does not answer, so that the page which says so asks it nothing; overwritten likewise. */
export const awayHeader = 'x-latchkey-away';

/** The path of the page that is open, query included. */
export async function here(): Promise<string> {
  return local((await headers()).get(pathHeader));
}

/** A path within this site, or the start page: nobody is sent elsewhere by a link. As a header can carry it, whatever its script. */
export function local(path: string | null | undefined): string {
  if (!path?.startsWith('/') || /^\/[/\\]/.test(path) || /[\p{Cc}\\]/u.test(path)) return '/';
  const { pathname, search, hash } = new URL(path, 'http://here.invalid');
  return pathname.startsWith('//') ? '/' : pathname + search + hash;
}

/** A page of this site, as it says what was just done there. */
export function saying(done: string, path: string): string {
  const { pathname, searchParams, hash } = new URL(local(path), 'http://here.invalid');
  searchParams.set('done', done);
  return `${pathname}?${searchParams}${hash}`;
}

/** How the reader reaches Latchkey: for lines to copy. */
export async function origin(): Promise<string> {
  const { PUBLIC_URL, VERCEL } = environment();
  return PUBLIC_URL ?? `${VERCEL ? 'https' : 'http'}://${(await headers()).get('host')}`;
}
