/** How long an old secret stays good after the new one is first used, in seconds; null: it ends at once. */
export const graces = { none: null, '1h': 3_600, '24h': 86_400, '3d': 259_200, '7d': 604_800 } as const;

export type Grace = keyof typeof graces;

export const graceNames = Object.keys(graces) as [Grace, ...Grace[]];
