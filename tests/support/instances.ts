import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { openDatabase } from '@/db/client';
import { startApp } from './app';
import { closeDatabase, newDatabase } from './database';
import { freePort } from './free-port';

/** A running Latchkey that the tests ask over HTTP. */
export type Instance = { url: string; output: () => string; stop: () => Promise<unknown> };

const secrets = () => ({ AUTH_SECRET: process.env.AUTH_SECRET!, KEY_PEPPER: process.env.KEY_PEPPER! });

/**
 * Real processes on one new PostgreSQL database, on which the tests work through the operations too.
 * `unguarded` is `next` with the middleware switched off, `fileless` one that lacks the file that its environment names, as the middleware's function on Vercel does.
 */
export function instances(...kinds: (keyof typeof starts)[]): Instance[] {
  const running: Instance[] = [];
  beforeAll(async () => {
    const url = await newDatabase();
    await openDatabase({ url, pooler: false, dataDir: '' });
    for (const kind of kinds) running.push(await starts[kind](url));
  }, 120_000);
  afterAll(async () => {
    await Promise.all(running.map((instance) => instance.stop()));
    await closeDatabase();
  });
  return running;
}

const starts = {
  server: startServed,
  next: startNext,
  unguarded: startUnguarded,
  fileless: (databaseUrl: string) => startNext(databaseUrl, { env: { POLICY_FILE: 'nowhere/routes.policy' } }),
};

async function startServed(databaseUrl: string): Promise<Instance> {
  const { url, output, stop, clear } = await startApp({ databaseUrl, env: secrets() });
  return { url, output, stop: () => stop().finally(clear) };
}

/** Plain `next start`, as it is on Vercel: without server.ts. */
async function startNext(databaseUrl: string, { folder = process.cwd(), env = {} }: { folder?: string; env?: Record<string, string> } = {}): Promise<Instance> {
  const port = await freePort();
  const child = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'start', '-p', String(port)], {
    cwd: folder,
    env: { PATH: process.env.PATH, NODE_ENV: 'production', VERCEL: '1', DATABASE_URL: databaseUrl, PORT: String(port), ...secrets(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  await said(child, 'Ready in');
  return {
    url: `http://localhost:${port}`,
    output: () => output,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** The same build, but for the list of functions that names the middleware. */
async function startUnguarded(databaseUrl: string): Promise<Instance> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'latchkey-unguarded-'));
  link('.', folder, '.next');
  link('.next', folder, 'server');
  link('.next/server', folder, list);
  const { functions, ...rest } = JSON.parse(readFileSync(path.join('.next/server', list), 'utf8'));
  const { '/_middleware': middleware, ...others } = functions;
  if (!middleware) throw new Error('the build has no middleware to switch off');
  writeFileSync(path.join(folder, '.next/server', list), JSON.stringify({ ...rest, functions: others }));
  const instance = await startNext(databaseUrl, { folder });
  return { ...instance, stop: () => instance.stop().finally(() => rmSync(folder, { recursive: true, force: true })) };
}

const list = 'functions-config-manifest.json';

/** Everything of a folder, linked there; what is to be another stays out. */
function link(from: string, to: string, without: string): void {
  mkdirSync(path.join(to, from), { recursive: true });
  for (const name of readdirSync(from)) if (name !== without) symlinkSync(path.resolve(from, name), path.join(to, from, name));
}

function said(child: ChildProcess, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const listen = (chunk: Buffer) => {
      output += chunk;
      if (output.includes(words)) resolve();
    };
    child.stdout!.on('data', listen);
    child.stderr!.on('data', listen);
    child.on('exit', (code) => reject(new Error(`it ended with ${code}: ${output}`)));
  });
}

type Sent = { method?: string; headers?: Record<string, string | string[]>; body?: string | Buffer };
export type Received = { status: number; headers: IncomingMessage['headers']; body: string };

/** Sends exactly these headers, which `fetch` would not. */
export function send(url: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Received> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers: { ...headers, ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }) } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk)).on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: text }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Signs in through next-auth's own endpoint, and gives the cookie and the number of the request. */
export async function cookieOf(url: string, { email, password }: { email: string; password: string }): Promise<{ cookie: string; set: string; requestId: string }> {
  const { headers } = await post(url, 'callback/credentials', { email, password });
  const set = headers['set-cookie']?.find((line) => /^(__Host-)?latchkey-session=/.test(line)) ?? '';
  return { cookie: set.split(';')[0]!, set, requestId: String(headers['x-request-id']) };
}

/** Signs out in the same way; gives the number of the request. */
export async function signOut(url: string, cookie: string, headers: Record<string, string> = {}): Promise<string> {
  const answer = await post(url, 'signout', {}, { ...headers, cookie });
  return String(answer.headers['x-request-id']);
}

/** Posts to next-auth, with the token that it asks for. */
async function post(url: string, what: string, fields: Record<string, string>, { cookie, ...headers }: Record<string, string> = {}): Promise<Received> {
  const csrf = await send(`${url}/api/auth/csrf`);
  const { csrfToken } = JSON.parse(csrf.body) as { csrfToken: string };
  const jar = [...(cookie ? [cookie] : []), ...csrf.headers['set-cookie']!.map((line) => line.split(';')[0])].join('; ');
  return send(`${url}/api/auth/${what}`, { method: 'POST', headers: { ...headers, cookie: jar, 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ csrfToken, ...fields }).toString() });
}
