import { NextIntlClientProvider } from 'next-intl';
import { cookies } from 'next/headers';
import { getMessages, getTimeZone } from 'next-intl/server';
import type { ReactNode } from 'react';
import { TimeZone } from './time-zone';
import { timeZoneCookie } from '@/lib/i18n/locale';

/** Hands the browser the messages that its components use, and learns the browser's time zone. */
export async function Provider({ children }: { children: ReactNode }) {
  const { problems: _saidByTheServer, ...messages } = await getMessages();
  const known = (await cookies()).get(timeZoneCookie)?.value;
  return (
    <NextIntlClientProvider messages={messages as never} timeZone={await getTimeZone()}>
      <TimeZone cookie={timeZoneCookie} known={known ?? null} />
      {children}
    </NextIntlClientProvider>
  );
}
