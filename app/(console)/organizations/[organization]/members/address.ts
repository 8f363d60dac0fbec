export type Query = Partial<Record<'q' | 'page' | 'invitations' | 'done', string | string[]>>;

/** What the page shows: who was searched for, and the page of either list. */
export type View = { q: string; page: string; invitations: string };

export function viewOf(query: Query): View {
  const text = (name: keyof View) => [query[name]].flat()[0] ?? '';
  return { q: text('q'), page: text('page'), invitations: text('invitations') };
}

/** The address of the page, without what goes without saying and without what was just done there. */
export function addressOf(membersUrl: string, view: View, change: Partial<View> = {}): string {
  const search = new URLSearchParams(Object.entries({ ...view, ...change }).filter(([, value]) => value !== ''));
  return search.size > 0 ? `${membersUrl}?${search}` : membersUrl;
}
