import { randomBytes } from 'node:crypto';
import { z } from 'zod';

/** What a link carries: 256 bits that nobody guesses. Only its hash is stored. */
export const newToken = (): string => randomBytes(32).toString('base64url');

/** A token as it comes back, whatever it is worth. */
export const token = z.string().min(1, 'required').max(200, 'malformed');
