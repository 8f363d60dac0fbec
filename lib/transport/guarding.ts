/** The headers of what holds no page, as next.config.ts has them for the rest: nobody may guess a type, frame it, or load anything from it. */
export const guarding = { 'X-Content-Type-Options': 'nosniff', 'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'" };

/** The same as verification writes headers: names and values in turn. */
export const guards: readonly string[] = Object.entries(guarding).flat();
