import { isLocale, locales, type Locale } from '../core/locale';
import { remembering } from '../remembering';

export { isLocale, locales, type Locale };

export const localeCookie = 'latchkey-locale';
export const themeCookie = 'latchkey-theme';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const isTheme = (value: unknown): value is Theme => themes.includes(value as Theme);

/** The first language of an Accept-Language header (RFC 9110) that Latchkey speaks; else English. */
export function preferredLocale(header: string | null): Locale {
  const wanted = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const quality = parameters.find((parameter) => parameter.trim().startsWith('q='));
      return { language: tag.slice(0, 2).toLowerCase(), quality: quality ? Number(quality.trim().slice(2)) : 1 };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality);
  return wanted.map(({ language }) => language).find(isLocale) ?? 'en';
}

export const timeZoneCookie = 'latchkey-zone';

/** The zone if it is one that this runtime knows, else UTC. */
export function knownTimeZone(zone: string | undefined): string {
  try {
    return canonicalZone(zone || 'UTC');
  } catch {
    return 'UTC';
  }
}

const canonicalZone = remembering(500, (timeZone) => Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone);
