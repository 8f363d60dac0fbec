import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { currentSession } from '../transport/identify';
import { isLocale, knownTimeZone, localeCookie, preferredLocale, timeZoneCookie, type Locale } from './locale';

/** The reader's language: as chosen here (the cookie), else as kept in the account, else as the browser asks. The time zone is the browser's, once it told. */
export default getRequestConfig(async () => {
  const jar = await cookies();
  const chosen = jar.get(localeCookie)?.value;
  const locale = isLocale(chosen) ? chosen : (await ofAccount()) ?? preferredLocale((await headers()).get('accept-language'));
  return { locale, timeZone: knownTimeZone(jar.get(timeZoneCookie)?.value), messages: (await import(`./messages/${locale}.json`)).default };
});

/** Null too where the account cannot be read: the page that says so wants a language. */
async function ofAccount(): Promise<Locale | null> {
  const locale = await currentSession().then((session) => session?.user.locale, () => null);
  return isLocale(locale) ? locale : null;
}
