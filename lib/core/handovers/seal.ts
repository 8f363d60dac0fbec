import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;

/** What a link carries: 256 random bits, from which the key that seals is derived. It is stored nowhere. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** AES-256-GCM under a key that only the token gives (HKDF-SHA-256): nonce, tag and ciphertext as base64url. */
export function sealed(token: string, text: string): string {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, keyOf(token), nonce);
  const hidden = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), hidden]).toString('base64url');
}

/** @throws when it was sealed with another token. */
export function unsealed(token: string, text: string): string {
  const bytes = Buffer.from(text, 'base64url');
  const decipher = createDecipheriv(algorithm, keyOf(token), bytes.subarray(0, nonceLength));
  decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
  return Buffer.concat([decipher.update(bytes.subarray(nonceLength + tagLength)), decipher.final()]).toString('utf8');
}

const keyOf = (token: string) => Buffer.from(hkdfSync('sha256', token, '', 'latchkey handover', 32));
