import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

type Claims = Record<string, unknown>;

/** A real OpenID Connect provider; whoever signs in to it as `name` has the claims set for that name. */
export type TestProvider = { issuer: string; settings: Record<string, string>; people: Record<string, Claims>; allow(appUrl: string): void; close(): Promise<void>;
  /** Changes what its ID tokens say from now on, as a provider that lies would. */
  lie(change: (claims: Claims) => Claims): void;
};

const client = { id: 'latchkey', secret: 'a secret of the test client, long enough' };

export async function aProvider(): Promise<TestProvider> {
  let handle: RequestListener = (_request, response) => void response.writeHead(503).end();
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people: Record<string, Claims> = {};
  let lie = (claims: Claims) => claims;
  return {
    issuer,
    people,
    settings: { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: client.id, OIDC_CLIENT_SECRET: client.secret },
    lie: (change) => void (lie = change),
    allow: (appUrl) => void (handle = provider(issuer, appUrl, people, (claims) => lie(claims)).callback()),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function provider(issuer: string, appUrl: string, people: Record<string, Claims>, said: (claims: Claims) => Claims): Provider {
  const made = new Provider(issuer, {
    clients: [{ client_id: client.id, client_secret: client.secret, redirect_uris: [`${appUrl}/api/auth/callback/oidc`], token_endpoint_auth_method: 'client_secret_basic' }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ sub, ...people[sub] }) }),
    cookies: { keys: ['a key of the test provider'] },
  });
  made.use(async (context, next) => {
    await next();
    const body = context.body as { id_token?: string } | undefined;
    if (context.path === '/token' && body?.id_token) context.body = { ...body, id_token: rewritten(body.id_token, said) };
  });
  return made;
}

/** The token with other claims; who gets it straight from the provider trusts the connection, and judges the claims. */
function rewritten(token: string, said: (claims: Claims) => Claims): string {
  const [head, claims, signature] = token.split('.');
  const changed = said(JSON.parse(Buffer.from(claims!, 'base64url').toString('utf8')) as Claims);
  return [head, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
}
