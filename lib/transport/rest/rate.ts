import { unlessAway } from '@/db/problems';
import { countRequest } from '@/lib/core/rates/request';
import { Refusal } from '@/lib/core/refusal';
import type { KeyCaller } from '../key-caller';
import { rateHeaders } from './rate-headers';
import { failed, refusalResponse } from './speak';

/** Counts the request against the rate of its key: the headers that say what is left, or the answer where nothing is. */
export function counted(who: KeyCaller): Promise<Record<string, string> | Response> {
  return unlessAway(taken(who)).catch((error: unknown) => failed(error, who.caller.requestId));
}

async function taken({ key, caller }: KeyCaller): Promise<Record<string, string> | Response> {
  const left = await countRequest(key.id);
  const headers = rateHeaders(left);
  if (left.remaining >= 0) return headers;
  const refusal = new Refusal('limited', { retryAfter: Math.max(1, Math.ceil(left.reset)) });
  const response = refusalResponse(refusal, caller.requestId, caller.actor, null);
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}
