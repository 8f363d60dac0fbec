import type { Caller } from '@/lib/core/access';
import type { Operation } from '@/lib/core/operation';

type Page = { items: unknown[]; nextCursor: string | null };

/** All items of a list that the core gives by the page, the oldest first: the compatible API knows no pages there. */
export async function eachPage(list: Operation, caller: Caller, input: unknown): Promise<unknown[]> {
  const items: unknown[] = [];
  let cursor: string | null = null;
  do {
    const page = (await list(caller, { ...(input as object), limit: 250, cursor } as never)) as Page;
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items.toReversed();
}
