import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, request as send, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { parsePolicy } from '@/lib/core/routes/policy';
import { forget, once as remembered } from '@/lib/once';
import { listening } from './program';

function example(language: string): string {
  return new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(readFileSync('docs/gateways.md', 'utf8'))![1]!;
}

/** The route policy that docs/gateways.md shows. */
export const documentedPolicy = (): string => example('policy');

/** From here on these lines are the route policy, as if `POLICY_FILE` held them; `withoutPolicy` takes them back. */
export function withPolicy(text: string): void {
  const { rules, mistakes } = parsePolicy(text);
  if (mistakes.length > 0) throw new Error(`the policy of a test has mistakes: ${JSON.stringify(mistakes)}`);
  withoutPolicy();
  remembered('route policy', () => rules);
}

export const withoutPolicy = (): void => forget('route policy');

/** A configuration that docs/gateways.md shows, with other addresses. */
export function documented(language: string, addresses: { latchkey: number; api: number; port: number }): string {
  return example(language)
    .replaceAll('latchkey:3000', `127.0.0.1:${addresses.latchkey}`)
    .replaceAll('api:8080', `127.0.0.1:${addresses.api}`)
    .replace(/listen 8000|:8001/, (found) => found.replace(/\d+/, String(addresses.port)));
}

/** What the protected API got. */
export type Received = { method: string; url: string; headers: IncomingHttpHeaders };

/** A small API that answers whatever reaches it, and remembers. */
export async function protectedApi(): Promise<{ port: number; received: Received[]; stop: () => Promise<void> }> {
  const received: Received[] = [];
  const { port, stop } = await serving((request, response) => {
    received.push({ method: request.method!, url: request.url!, headers: request.headers });
    response.end('posts');
  });
  return { port, received, stop };
}

export async function serving(listener: RequestListener): Promise<{ port: number; stop: () => Promise<void> }> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: (server.address() as AddressInfo).port, stop };
}

/** The distribution's nginx with this configuration; what it logs comes into `said`. */
export function startNginx(configuration: string, port: number, said: string[] = []): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'latchkey-nginx-'));
  writeFileSync(path.join(folder, 'api.conf'), configuration);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${folder}/${name};`).join(' ');
  writeFileSync(
    path.join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid ${folder}/pid; error_log stderr warn; events {} http { access_log off; ${temporary} include ${folder}/api.conf; }`,
  );
  return listening(spawn('nginx', ['-p', folder, '-c', path.join(folder, 'nginx.conf')], { stdio: ['ignore', 'ignore', 'pipe'] }), folder, port, said);
}

/** The distribution's Caddy with this configuration; what it logs comes into `said`. */
export function startCaddy(configuration: string, port: number, said: string[] = []): Promise<() => Promise<void>> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'latchkey-caddy-'));
  const options = '\tadmin off\n\tauto_https off\n\tservers {\n\t\tprotocols h1 h2c\n\t}\n';
  writeFileSync(path.join(folder, 'Caddyfile'), configuration.startsWith('{\n') ? configuration.replace('{\n', `{\n${options}`) : `{\n${options}}\n${configuration}`);
  const env = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder };
  return listening(spawn('caddy', ['run', '--adapter', 'caddyfile', '--config', path.join(folder, 'Caddyfile')], { stdio: ['ignore', 'ignore', 'pipe'], env }), folder, port, said);
}

export type Reply = { status: number; headers: IncomingHttpHeaders; body: string };

/** Sends a request whose path and headers go out as they are given: names and values in turn. */
export function ask(port: number, url: string, headers: readonly string[] = [], method = 'GET'): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const request = send({ port, host: '127.0.0.1', method, path: url, headers: ['Host', 'api.test', ...headers] as never, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body }));
    });
    request.on('error', reject).end();
  });
}

/** Sends these very bytes, and gives back all that comes until the other end closes. */
export function raw(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes, 'latin1'));
    socket.setEncoding('latin1').on('data', (chunk) => (answer += chunk)).on('close', () => resolve(answer));
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' || error.code === 'EPIPE' ? resolve(answer) : reject(error)));
  });
}
