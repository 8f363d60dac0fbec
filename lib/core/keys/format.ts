import { hash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const idLength = 20;
const randomLength = 43;
const checksumLength = 6;
const secretLength = randomLength + checksumLength;

/** A new key's parts. `secret` is the Key secret: 256 bits in base62 and the checksum. */
export type Minted = { keyId: string; secret: string };

/** Draws a key from the CSPRNG. */
export function mintKey(): Minted {
  return mintSecret(base62(idLength));
}

/** A new secret for the key of that Key ID. */
export function mintSecret(keyId: string): Minted {
  const random = base62(randomLength);
  return { keyId, secret: random + checksum(keyId + random) };
}

/** The whole key, as it is shown once: `<prefix>_<Key ID>_<Key secret>`. */
export function plaintext(prefix: string, { keyId, secret }: Minted): string {
  return `${prefix}_${keyId}_${secret}`;
}

const whole = new RegExp(`^([a-z0-9]{2,9})_([0-9A-Za-z]{${idLength}})_([0-9A-Za-z]{${secretLength}})$`);

/** Takes a key apart; null when its shape or its checksum is wrong. Any well-formed prefix passes. */
export function parseKey(text: string): (Minted & { prefix: string }) | null {
  const match = whole.exec(text);
  if (!match) return null;
  const parts = { prefix: match[1]!, keyId: match[2]!, secret: match[3]! };
  return checksumHolds(parts.keyId, parts.secret) ? parts : null;
}

const nativeId = new RegExp(`^[0-9A-Za-z]{${idLength}}$`);
const nativeSecret = new RegExp(`^[0-9A-Za-z]{${secretLength}}$`);

/** Whether a Key ID and secret can be good: of native shape they must carry the checksum, of another they may be anything. */
export function plausiblePair(keyId: string, secret: string): boolean {
  if (keyId === '' || secret === '' || keyId.length > 256 || secret.length > 1024) return false;
  return !(nativeId.test(keyId) && nativeSecret.test(secret)) || checksumHolds(keyId, secret);
}

/** Whether the text holds something that looks like a key: for what must never carry one, such as a URL. */
export function holdsKey(text: string): boolean {
  return text.includes('_') && /[a-z0-9]{2,9}_[0-9A-Za-z]{20}_[0-9A-Za-z]{20}/.test(text);
}

/** SHA-256 as base64url: how a Key ID stands in the database. */
export function sha256(text: string): string {
  return hash('sha256', text, 'base64url');
}

function checksumHolds(keyId: string, secret: string): boolean {
  return checksum(keyId + secret.slice(0, randomLength)) === secret.slice(randomLength);
}

/** CRC-32 (IEEE 802.3) in six base62 digits, most significant first. */
function checksum(text: string): string {
  let value = crc32(text);
  let digits = '';
  for (let i = 0; i < checksumLength; i++) {
    digits = alphabet[value % 62] + digits;
    value = Math.floor(value / 62);
  }
  return digits;
}

/** Uniform: a byte of 248 or more is drawn again, since 248 is the last multiple of 62. */
function base62(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length)) {
      if (byte < 248 && text.length < length) text += alphabet[byte % 62];
    }
  }
  return text;
}
