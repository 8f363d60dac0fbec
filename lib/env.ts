import path from 'node:path';
import { z } from 'zod';
import { cidrOf, normalSource } from './addresses';
import { eachHost } from './host-urls';
import { once } from './once';

const wholeUrl = (protocols: string[], example: string) =>
  z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), `a URL such as ${example}`);

const sslModes = [null, 'disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'];

const databaseUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\/\S+$/, 'a URL such as postgresql://user:password@host:5432/latchkey')
  .refine((value) => eachHost(value).every(isReadable), 'a URL such as postgresql://user:password@host:5432/latchkey, with / ? # and % in the password percent-encoded')
  .refine((value) => eachHost(value).every((url) => !isReadable(url) || sslModes.includes(new URL(url).searchParams.get('sslmode'))), 'a URL whose sslmode is disable, allow, prefer, require, verify-ca or verify-full');

/** Whether it is a URL, of which name and password can be decoded. */
function isReadable(url: string): boolean {
  try {
    const { username, password } = new URL(url);
    return Boolean(decodeURIComponent(`:${username}${password}`));
  } catch {
    return false;
  }
}

const flag = z.enum(['0', '1'], '0 or 1').transform((value) => value === '1');

const cidrs = z.string().transform((value, context) =>
  value.split(',').map((part) => part.trim()).filter(Boolean).map((part) => {
    const source = normalSource(part);
    if (source !== null) return cidrOf(source);
    context.addIssue({ code: 'custom', message: 'addresses or CIDRs, separated by commas, such as 10.0.0.0/8' });
    return z.NEVER;
  }),
);

export type Pepper = { version: number; secret: string };

export const peppers = z.string().transform((value, context): Pepper[] => {
  const parsed = value.split(',').map((part) => /^([1-9]\d{0,8}):(\S{32,})$/.exec(part.trim()));
  const versions = parsed.map((match) => match?.[1]);
  if (parsed.every((match) => match !== null) && new Set(versions).size === versions.length) {
    return parsed.map((match) => ({ version: Number(match![1]), secret: match![2]! }));
  }
  context.addIssue({ code: 'custom', message: 'a version, a colon and at least 32 characters, such as 1:<secret>; several separated by commas, the first is current' });
  return z.NEVER;
});

/** The organization's slug or id, and the role; owners are made by owners alone. */
const autoJoin = z
  .string()
  .regex(/^[^:\s]+:(admin|member)$/, 'an organization and a role, admin or member, such as acme:member')
  .transform((value) => {
    const [organization, role] = value.split(':') as [string, 'admin' | 'member'];
    return { organization, role };
  });

const variables = z.object({
  PORT: z.string().regex(/^\d{1,5}$/, 'a port between 0 and 65535').transform(Number).refine((port) => port <= 65535, 'a port between 0 and 65535').default(3000),
  HOST: z.string().optional(),
  PUBLIC_URL: wholeUrl(['http:', 'https:'], 'https://keys.example.com')
    .refine((url) => !URL.canParse(url) || `${new URL(url).origin}/` === new URL(url).href, 'a host and no more, such as https://keys.example.com')
    .transform((url) => new URL(url).origin)
    .optional(),
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_POOLER: flag.default(false),
  MIGRATION_DATABASE_URL: databaseUrl.optional(),
  DATA_DIR: z.string().default('./data').transform((dir) => path.resolve(/*turbopackIgnore: true*/ dir)),
  AUTH_SECRET: z.string().refine((value) => value.trim().length >= 32, 'at least 32 characters').optional(),
  KEY_PEPPER: peppers.optional(),
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: z
    .string()
    .refine((value) => [16, 24, 32].includes(Buffer.from(value, 'base64').length), 'base64 of 16, 24 or 32 bytes')
    .optional(),
  SETUP_EMAIL: z.email('an e-mail address').optional(),
  SETUP_PASSWORD: z.string().min(15, 'at least 15 characters').optional(),
  SETUP_ORGANIZATION: z.string().min(1).max(100, 'at most 100 characters').optional(),
  KEY_PREFIX: z.string().regex(/^[a-z0-9]{2,8}$/, '2 to 8 of a-z and 0-9').default('lk'),
  POLICY_FILE: z.string().transform((file) => path.resolve(/*turbopackIgnore: true*/ file)).optional(),
  METRICS_TOKEN: z.string().regex(/^[\x21-\x7e]{16,}$/, 'at least 16 characters without spaces').optional(),
  SCOPES_FILE: z.string().transform((file) => path.resolve(/*turbopackIgnore: true*/ file)).optional(),
  SMTP_URL: wholeUrl(['smtp:', 'smtps:'], 'smtps://user:password@mail.example.com')
    .refine((value) => isReadable(value) && new URL(value).hostname !== '', 'a URL such as smtps://user:password@mail.example.com, with % in the password percent-encoded')
    .optional(),
  MAIL_FROM: z.string().regex(/^[^\r\n]*@[^\r\n]*$/, 'an address such as Latchkey <keys@example.com>').optional(),
  OIDC_ISSUER: wholeUrl(['https:', 'http:'], 'https://accounts.example.com').optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_AUTO_JOIN: autoJoin.optional(),
  TRUSTED_PROXIES: cidrs.default([]),
  VERCEL: z.string().optional().transform((value) => value === '1'),
});

export type Environment = Readonly<z.output<typeof variables>>;

const secret = /SECRET|PEPPER|PASSWORD|KEY$|DATABASE_URL|TOKEN|SMTP_URL/;
const together = [
  ['SETUP_EMAIL', 'SETUP_PASSWORD', 'SETUP_ORGANIZATION'],
  ['SMTP_URL', 'MAIL_FROM'],
  ['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'],
] as const;
/** What says nothing without the other. */
const only = [
  ['MIGRATION_DATABASE_URL', 'DATABASE_URL'],
  ['DATABASE_POOLER', 'DATABASE_URL'],
  ['OIDC_AUTO_JOIN', 'OIDC_ISSUER'],
] as const;

/** A sentence that names the variable, what it holds (a secret masked) and what it should hold. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError';
}

/**
 * Checks the variables that Latchkey reads; an empty one counts as unset.
 * @throws EnvironmentError for the first that is wrong.
 */
export function parseEnvironment(source: Record<string, string | undefined>): Environment {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ''));
  const result = variables.safeParse(given);
  if (!result.success) {
    const { path: [name], message } = result.error.issues[0]!;
    throw wrongVariable(String(name), given[String(name)], message);
  }
  for (const group of together) {
    const missing = group.filter((name) => given[name] === undefined);
    if (missing.length > 0 && missing.length < group.length) {
      throw new EnvironmentError(`${missing[0]} is unset, and should be set together with ${group.filter((name) => name !== missing[0]).join(' and ')}.`);
    }
  }
  for (const [name, other] of only) {
    if (given[name] !== undefined && given[name] !== '0' && given[other] === undefined) throw new EnvironmentError(`${other} is unset, and should be set when ${name} is.`);
  }
  if (result.data.VERCEL && given.DATABASE_URL === undefined) {
    throw new EnvironmentError('DATABASE_URL is unset, and should be set on Vercel: what a function writes to its folder is lost.');
  }
  if (given.SMTP_URL !== undefined && given.PUBLIC_URL === undefined) {
    throw new EnvironmentError('PUBLIC_URL is unset, and should be set when SMTP_URL is: mail holds links to it.');
  }
  if (result.data.DATABASE_URL) {
    for (const name of ['AUTH_SECRET', 'KEY_PEPPER'] as const) {
      if (given[name] === undefined) {
        throw new EnvironmentError(`${name} is unset, and should be set when DATABASE_URL is: every instance needs the same.`);
      }
    }
  }
  return result.data;
}

/** Says what a variable holds, a secret masked, and what it should. */
export const wrongVariable = (name: string, value: string | undefined, should: string) => new EnvironmentError(`${name} is ${shown(name, value)}, and should be ${should}.`);

const shown = (name: string, value: string | undefined) =>
  value === undefined ? 'unset' : secret.test(name) ? `${value.length} characters (hidden)` : JSON.stringify(value.replace(/:\/\/.*@/s, '://[hidden]@'));

/** The environment of this process, parsed once. */
export const environment = (): Environment => once('environment', () => parseEnvironment(process.env));

const everywhere = ['0.0.0.0', '::'];

/** Where people find Latchkey: as PUBLIC_URL says, else on this machine, at the address that it listens on. */
export function publicUrl({ PUBLIC_URL, HOST }: Pick<Environment, 'PUBLIC_URL' | 'HOST'>, port: number): string {
  if (PUBLIC_URL) return PUBLIC_URL;
  const host = HOST === undefined || everywhere.includes(HOST) ? 'localhost' : HOST;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
