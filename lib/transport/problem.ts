/** A failure as the outside sees it: RFC 9457, with the members that compatible clients read. */
export type Problem = { code: string; status: number; error: string; title: string; detail: string };

export const problemType = 'application/problem+json';

/** The members of a problem document, but for the request id. */
export function problemBody(problem: Problem, requestId: string, extra: Record<string, unknown> = {}): string {
  const { code, status, error, title, detail } = problem;
  return JSON.stringify({ type: `urn:latchkey:problem:${code}`, title, status, detail, code, error: `${error}: ${detail}`, requestId, ...extra });
}
