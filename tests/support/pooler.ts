import { spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from './free-port';
import { listening } from './program';

/** Fewer than Latchkey opens: they are handed on. */
const connections = 4;

/** The distribution's PgBouncer in front of a PostgreSQL: after each transaction the next may be another client's. */
export async function startPooler(url: string, port?: number): Promise<{ url: string; port: number; stop: () => Promise<void> }> {
  const to = new URL(url);
  const own = port ?? (await freePort());
  const folder = mkdtempSync(path.join(os.tmpdir(), 'latchkey-pooler-'));
  const configuration = path.join(folder, 'pgbouncer.ini');
  writeFileSync(
    configuration,
    `[databases]
* = host=${to.hostname} port=${to.port} user=${to.username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${own}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${connections}
server_login_retry = 1
`,
  );
  // It refuses to be root.
  const child = spawn('pgbouncer', [...(process.getuid?.() === 0 ? ['-u', 'nobody'] : []), configuration], { stdio: ['ignore', 'ignore', 'pipe'] });
  const stop = await listening(child, folder, own);
  to.port = String(own);
  return { url: to.href, port: own, stop };
}
