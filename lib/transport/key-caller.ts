import type { Caller, Door } from '@/lib/core/access';
import type { StoredCredential } from '@/lib/core/verification/store';
import { verify } from '@/lib/core/verification/verify';
import { presented } from './credential';
import { asResponse, refusedVerdict } from './verdict-answer';

/** A program that came in with a good key; `granted` are the key's scopes as they were chosen. */
export type KeyCaller = { caller: Caller; key: StoredCredential; granted: readonly string[] };

/** Who asks, by the key that the headers carry; or the answer that says why not. Cookies count for nothing here. */
export async function keyCallerFrom(headers: Headers, address: string | null, door: Door, requestId: string): Promise<KeyCaller | Response> {
  const userAgent = headers.get('user-agent')?.slice(0, 500) ?? null;
  const limits = { project: headers.get('x-project-id'), environment: headers.get('x-environment') };
  const verdict = await verify(presented([...headers].flat()), { scopes: [], address, userAgent, ...limits });
  if (verdict.code !== 'valid') return asResponse(refusedVerdict(verdict, requestId));
  const granted = verdict.key.scopes.split(' ');
  return { caller: { actor: { kind: 'key', keyId: verdict.key.id, scopes: granted }, door, requestId, address, userAgent }, key: verdict.key, granted };
}
