/** What a page can say of what was just done; `keys.done_…` are the sentences. */
export const doneNotices = ['deleted', 'revoked', 'disabled', 'enabled', 'updated', 'ended', 'refused'] as const;
