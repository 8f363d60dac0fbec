import type { Caller, Door } from '@/lib/core/access';
import type { StoredCredential } from '@/lib/core/verification/store';
import { verify } from '@/lib/core/verification/verify';
import { presented } from './credential';
import { spoken, type Answer } from './http';

/** A program that came in with a good key. */
export type KeyCaller = { caller: Caller; key: StoredCredential; scopes: readonly string[] };

/** Who asks, by the key that the headers carry; or the answer that says why not. Cookies count for nothing here. */
export async function keyCallerFrom(headers: Headers, address: string | null, door: Door, requestId: string): Promise<KeyCaller | Answer> {
  const userAgent = headers.get('user-agent')?.slice(0, 500) ?? null;
  const verdict = await verify(presented([...headers].flat()), { scopes: [], address, userAgent });
  if (verdict.code !== 'valid') return spoken(verdict, requestId);
  const { key, scopes } = verdict;
  return { caller: { actor: { kind: 'key', keyId: key.id, scopes: key.scopes }, door, requestId, address, userAgent }, key, scopes };
}

export const isRefused = (found: KeyCaller | Answer): found is Answer => 'status' in found;
