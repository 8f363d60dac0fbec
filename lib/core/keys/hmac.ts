import { hash } from 'node:crypto';

const block = 64;
const digest = 32;

/**
 * HMAC-SHA-256 (RFC 2104) under one key, of messages that are SHA-256 themselves: takes 32 bytes as a binary string, gives base64url.
 * Its two hashes stand in buffers of their own: node:crypto's Hmac makes an object of native memory a message, and takes twice as long.
 */
export function hmacSha256(key: string): (sha256: string) => string {
  const bytes = Buffer.from(key);
  const secret = bytes.length > block ? hash('sha256', bytes, 'buffer') : bytes;
  const pad = (byte: number) => Buffer.alloc(block + digest, byte).map((padding, i) => padding ^ (i < secret.length ? secret[i]! : 0)) as Buffer;
  const [inner, outer] = [pad(0x36), pad(0x5c)];
  return (sha256) => {
    inner.write(sha256, block, 'binary');
    outer.write(hash('sha256', inner, 'binary'), block, 'binary');
    return hash('sha256', outer, 'base64url');
  };
}
