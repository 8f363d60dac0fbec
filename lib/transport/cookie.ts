import { environment } from '@/lib/env';

/** Whether browsers reach Latchkey over HTTPS, as far as its configuration says. */
export function secureCookies(): boolean {
  const { PUBLIC_URL, VERCEL } = environment();
  return VERCEL || PUBLIC_URL?.startsWith('https:') === true;
}

/** The session cookie's name: with `__Host-` no other host of the domain can set it. */
export const cookieName = (): string => (secureCookies() ? '__Host-latchkey-session' : 'latchkey-session');
