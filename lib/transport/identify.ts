import { cache } from 'react';
import { cookies, headers } from 'next/headers';
import { getToken } from 'next-auth/jwt';
import type { Actor, Caller } from '@/lib/core/access';
import { findSession } from '@/lib/core/sessions/find';
import type { Session } from '@/lib/core/sessions/store';
import { secrets } from '@/lib/secrets';
import { addressFrom } from './client-address';
import { cookieName, secureCookies } from './cookie';
import { awayHeader, requestIdHeader } from './here';

/** The live session whose cookie these headers carry. */
export async function sessionFrom(headers: Headers): Promise<Session | null> {
  const cookie = headers.get('cookie');
  if (!cookie) return null;
  const token = await getToken({
    req: { headers: { cookie } },
    secret: secrets().auth,
    cookieName: cookieName(),
    secureCookie: secureCookies(),
  });
  return findSession(token?.sessionId);
}

/** Who asks, through the console. */
export function callerFrom(headers: Headers, actor: Actor): Caller {
  return {
    actor,
    door: 'console',
    requestId: headers.get(requestIdHeader) ?? crypto.randomUUID(),
    address: addressFrom(headers),
    userAgent: headers.get('user-agent')?.slice(0, 500) ?? null,
  };
}

/** The session of the request being rendered or acted on, the one that an action has just given it; read once a request, and not where the database is known to be away. */
export const currentSession = cache(async (): Promise<Session | null> => {
  if ((await headers()).has(awayHeader)) return null;
  return sessionFrom(new Headers({ cookie: (await cookies()).toString() }));
});

/** The caller of the request being rendered or acted on. */
export const currentCaller = cache(async (): Promise<Caller> => {
  const session = await currentSession();
  const actor: Actor = session ? { kind: 'member', userId: session.user.id, sessionId: session.id } : { kind: 'nobody' };
  return callerFrom(await headers(), actor);
});
