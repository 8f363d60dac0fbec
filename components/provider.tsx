import { NextIntlClientProvider } from 'next-intl';
import { cookies } from 'next/headers';
import { getMessages, getTimeZone } from 'next-intl/server';
import type { ReactNode } from 'react';
import { TimeZone } from './time-zone';
import { timeZoneCookie } from '@/lib/i18n/locale';

const saidByTheServer = new Set(['problems', 'mail', 'header', 'api', 'account', 'organization']);

/** Hands the browser the messages, but for those that only the server says, and learns the browser's time zone. */
export async function Provider({ children }: { children: ReactNode }) {
  const messages = Object.fromEntries(Object.entries(await getMessages()).filter(([name]) => !saidByTheServer.has(name)));
  const known = (await cookies()).get(timeZoneCookie)?.value;
  return (
    <NextIntlClientProvider messages={messages as never} timeZone={await getTimeZone()}>
      <TimeZone cookie={timeZoneCookie} known={known ?? null} />
      {children}
    </NextIntlClientProvider>
  );
}
