import { answerAuthorize } from './gateway';
import { authorizePath } from './gateway-query';
import { answerVerify, type Answering } from './http';
import { isAt } from './path';

/** What answers each of verification's endpoints. */
export const endpoints = { verify: answerVerify, authorize: answerAuthorize } satisfies Record<string, Answering>;

export type Endpoint = keyof typeof endpoints;

/** Which of verification's endpoints an address is; null for all else. */
export function endpointOf(url: string): Endpoint | null {
  if (isAt(url, '/v1/verify')) return 'verify';
  return isAt(url, authorizePath) || url.startsWith(`${authorizePath}/`) ? 'authorize' : null;
}
