import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';
import { createReadStream, createWriteStream, closeSync, existsSync, openSync, readSync, renameSync, rmSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { StartProblem } from '@/db/problems';

// magic, salt, nonce; then AES-256-GCM over gzipped lines; then the tag.
const magic = Buffer.from('latchkey-export-1\n');
const saltLength = 16;
const nonceLength = 12;
const tagLength = 16;
const headLength = magic.length + saltLength + nonceLength;

/**
 * Writes lines into a new file (mode 0600) that only the passphrase opens; it has its name only when it is whole.
 * @throws StartProblem when the file is there already, or cannot be written.
 */
export async function writeSealed(file: string, passphrase: string, lines: AsyncIterable<string>): Promise<void> {
  if (existsSync(file)) throw new StartProblem(`${file} is there already: name another file.`);
  const draft = `${file}.unfinished`;
  rmSync(draft, { force: true });
  try {
    await seal(draft, passphrase, lines);
    renameSync(draft, file);
  } catch (error) {
    rmSync(draft, { force: true });
    const { syscall, code } = error as NodeJS.ErrnoException;
    throw syscall === 'open' || syscall === 'write' ? new StartProblem(`${file} cannot be written (${code}).`) : error;
  }
}

async function seal(file: string, passphrase: string, lines: AsyncIterable<string>): Promise<void> {
  const salt = randomBytes(saltLength);
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', keyOf(passphrase, salt), nonce);
  const framed = new Transform({
    transform: (chunk, _, done) => done(null, chunk),
    flush(done) {
      this.push(cipher.getAuthTag());
      done();
    },
  });
  framed.push(Buffer.concat([magic, salt, nonce]));
  await pipeline(Readable.from(ended(lines)), createGzip(), cipher, framed, createWriteStream(file, { mode: 0o600, flags: 'wx', flush: true }));
}

async function* ended(lines: AsyncIterable<string>): AsyncGenerator<string> {
  for await (const line of lines) yield `${line}\n`;
}

/**
 * Reads the lines back. The last of them is known to be authentic only when this returns: commit nothing before.
 * @throws StartProblem when the file is none of ours, the passphrase is wrong, or a byte was changed.
 */
export async function readSealed(file: string, passphrase: string, use: (line: string) => Promise<void>): Promise<void> {
  const { head, tag, end } = frameOf(file);
  if (end < headLength || !head.subarray(0, magic.length).equals(magic)) throw new StartProblem(`${file} is no export of Latchkey, or only the beginning of one.`);
  const decipher = createDecipheriv('aes-256-gcm', keyOf(passphrase, head.subarray(magic.length, magic.length + saltLength)), head.subarray(magic.length + saltLength));
  decipher.setAuthTag(tag);
  const opened = pipeline(createReadStream(file, { start: headLength, end }), decipher, createGunzip(), async (content: AsyncIterable<Buffer>) => {
    for await (const line of createInterface({ input: Readable.from(content) })) await use(line);
  });
  await opened.catch((error: NodeJS.ErrnoException) => {
    // What was changed may come apart before the end shows that it was.
    const sealBroken = error.message.includes('unable to authenticate') || error.code?.startsWith('Z_') || error instanceof SyntaxError;
    throw sealBroken ? new StartProblem(`${file} cannot be opened: the passphrase is wrong, or the file was changed.`) : error;
  });
}

function frameOf(file: string): { head: Buffer; tag: Buffer; end: number } {
  try {
    return readFrame(file);
  } catch (error) {
    throw new StartProblem(`${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
}

function readFrame(file: string): { head: Buffer; tag: Buffer; end: number } {
  const { size } = statSync(file);
  const head = Buffer.alloc(headLength);
  const tag = Buffer.alloc(tagLength);
  const opened = openSync(file, 'r');
  readSync(opened, head, 0, headLength, 0);
  readSync(opened, tag, 0, tagLength, Math.max(0, size - tagLength));
  closeSync(opened);
  return { head, tag, end: size - tagLength - 1 };
}

const keyOf = (passphrase: string, salt: Buffer) => scryptSync(passphrase, salt, 32, { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 2 ** 20 });
