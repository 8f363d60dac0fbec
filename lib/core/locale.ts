/** The languages that Latchkey speaks. */
export const locales = ['en', 'ko', 'ja'] as const;
export type Locale = (typeof locales)[number];

export const isLocale = (value: unknown): value is Locale => locales.includes(value as Locale);
