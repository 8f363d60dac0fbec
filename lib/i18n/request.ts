import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { isLocale, knownTimeZone, localeCookie, preferredLocale, timeZoneCookie } from './locale';

/** The reader's language: as chosen (the cookie), else as the browser asks. The time zone is the browser's, once it told. */
export default getRequestConfig(async () => {
  const jar = await cookies();
  const chosen = jar.get(localeCookie)?.value;
  const locale = isLocale(chosen) ? chosen : preferredLocale((await headers()).get('accept-language'));
  return { locale, timeZone: knownTimeZone(jar.get(timeZoneCookie)?.value), messages: (await import(`./messages/${locale}.json`)).default };
});
