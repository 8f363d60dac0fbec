import { createHmac, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { environment, EnvironmentError, peppers, type Pepper } from './env';
import { once } from './once';

export type Secrets = { auth: string; peppers: Pepper[]; serverActions: string };

/** The secrets of this installation: from the environment, else generated once into DATA_DIR (mode 0600). */
export const secrets = (): Secrets => once('secrets', load);

function load(): Secrets {
  const env = environment();
  const auth = env.AUTH_SECRET ?? kept(env.DATA_DIR, 'auth_secret');
  return {
    auth,
    peppers: env.KEY_PEPPER ?? keptPeppers(kept(env.DATA_DIR, 'key_pepper')),
    serverActions: env.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY ?? derived(auth, 'server actions'),
  };
}

/** Whether what seals keys is named, or was kept by an earlier start. */
export const hasPepper = (): boolean => environment().KEY_PEPPER !== undefined || existsSync(pepperFile());

/** Where Latchkey keeps the pepper that it made, or that an import brought. */
export const pepperFile = (): string => path.join(environment().DATA_DIR, 'key_pepper');

/** A 256-bit key, in base64, that only who knows the secret can compute. */
function derived(secret: string, purpose: string): string {
  return createHmac('sha256', secret).update(`latchkey ${purpose}`).digest('base64');
}

/** An import leaves versions there; what was generated is the first. */
function keptPeppers(text: string): Pepper[] {
  return text.includes(':') ? peppers.parse(text) : [{ version: 1, secret: text }];
}

/** @throws EnvironmentError when the file holds no secret: to go on with another would end every key and session. */
function kept(dir: string, name: 'auth_secret' | 'key_pepper'): string {
  const file = path.join(dir, name);
  if (!existsSync(file)) writeOnce(file, randomBytes(32).toString('base64url'));
  const text = readFileSync(file, 'utf8').trim();
  const good = name === 'key_pepper' && text.includes(':') ? peppers.safeParse(text).success : text.length >= 32;
  if (!good) throw new EnvironmentError(`${file} holds no secret of at least 32 characters${name === 'key_pepper' ? ', nor a list of them' : ''}: put back what was there.`);
  return text;
}

function writeOnce(file: string, content: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content, { mode: 0o600, flush: true });
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
