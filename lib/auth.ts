import { cookies, headers } from 'next/headers';
import NextAuth, { AuthError, CredentialsSignin, type Profile, type User } from 'next-auth';
import type { Provider } from 'next-auth/providers';
import Credentials from 'next-auth/providers/credentials';
import { encode } from 'next-auth/jwt';
import { isUnavailable } from '@/db/problems';
import { isRefusal, Refusal } from './core/refusal';
import { endSession } from './core/sessions/end';
import { findSession } from './core/sessions/find';
import { signIn as startSession } from './core/sessions/sign-in';
import { signInByIdentity } from './core/sessions/sign-in-by-identity';
import { environment } from './env';
import { log } from './log';
import { secrets } from './secrets';
import { cookieName, secureCookies } from './transport/cookie';
import { callerFrom } from './transport/identify';

declare module 'next-auth' {
  interface User {
    sessionId?: string;
  }
}

declare module 'next-auth/jwt' {
  interface JWT {
    sessionId?: string;
  }
}

/** Whether who asked is to blame: the line of the request says enough of that, and anybody could fill the log with more. */
const isTheirs = (error: Error) => error instanceof AuthError && ['CredentialsSignin', 'UnknownAction', 'MissingCSRF'].includes(error.type);

/** Sign-in was refused for a reason of its own: too many tries, or no database. */
export class SignInRefused extends CredentialsSignin {
  override code = 'refused';
  constructor(readonly refusal: Refusal) {
    super();
  }
}

/** The provider that the environment names. Its userinfo says who somebody is (many leave the address out of the token); the core judges it. */
function singleSignOn(): Provider[] {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = environment();
  if (!issuer) return [];
  return [{ id: 'oidc', name: 'OpenID Connect', type: 'oidc', issuer, clientId, clientSecret, checks: ['pkce', 'state', 'nonce'], idToken: false, profile: () => ({}) }];
}

/** Begins a session for whom the provider vouches for; else the page that says why not. */
async function admitted(user: User, claims: Profile): Promise<true | string> {
  const caller = callerFrom(await headers(), { kind: 'nobody' });
  const issuer = environment().OIDC_ISSUER!;
  const { sub: subject, email, email_verified: emailVerified, name } = claims;
  try {
    const begun = await signInByIdentity(caller, { issuer, subject: String(subject), email, emailVerified, name });
    if ('problem' in begun) return `/sign-in?problem=${begun.problem}`;
    Object.assign(user, { id: begun.userId, sessionId: begun.sessionId });
    return true;
  } catch (error) {
    if (isRefusal(error)) return `/sign-in?problem=${error.problem === 'invalid' ? 'single_sign_on' : error.problem}`;
    throw error;
  }
}

const maxAge = 30 * 24 * 60 * 60;
const cookieOptions = () => ({ httpOnly: true, sameSite: 'lax', path: '/', secure: secureCookies() }) as const;

/** Gives this browser a session that the core began, in place of the one that it had. */
export async function carrySession({ userId, sessionId }: { userId: string; sessionId: string }): Promise<void> {
  const name = cookieName();
  const token = await encode({ token: { sub: userId, sessionId }, secret: secrets().auth, salt: name, maxAge });
  (await cookies()).set(name, token, { ...cookieOptions(), maxAge });
}

export const { handlers, signIn, signOut } = NextAuth({
  trustHost: true,
  session: { strategy: 'jwt', maxAge },
  useSecureCookies: secureCookies(),
  cookies: { sessionToken: { name: cookieName(), options: cookieOptions() } },
  pages: { signIn: '/sign-in', error: '/sign-in' },
  logger: { error: (error) => void (isTheirs(error) || log().error({ err: error }, 'sign-in failed')) },
  providers: [
    Credentials({
      credentials: { email: {}, password: {} },
      async authorize({ email, password }, request) {
        try {
          const begun = await startSession(callerFrom(request.headers, { kind: 'nobody' }), { email: String(email), password: String(password) });
          return begun && { id: begun.userId, sessionId: begun.sessionId };
        } catch (error) {
          if (isRefusal(error)) throw error.reason === 'limited' ? new SignInRefused(error) : new CredentialsSignin();
          throw isUnavailable(error) ? new SignInRefused(new Refusal('unavailable')) : error;
        }
      },
    }),
    ...singleSignOn(),
  ],
  callbacks: {
    signIn: ({ user, account, profile }) => (account?.provider === 'oidc' ? admitted(user, profile ?? {}) : true),
    async jwt({ token, user }) {
      if (user?.sessionId) return { sub: user.id, sessionId: user.sessionId };
      return (await findSession(token.sessionId)) ? { sub: token.sub, sessionId: token.sessionId } : null;
    },
    // The session is the core's to read: what this says to a browser names nobody.
    session: ({ session }) => ({ expires: session.expires }),
  },
  events: {
    async signOut(message) {
      const session = 'token' in message ? await findSession(message.token?.sessionId) : null;
      if (!session) return;
      const actor = { kind: 'member', userId: session.user.id, sessionId: session.id } as const;
      await endSession(callerFrom(await headers(), actor), {});
    },
  },
});
