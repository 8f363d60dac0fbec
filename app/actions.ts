'use server';

import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { isLocale, isTheme, localeCookie, themeCookie } from '@/lib/i18n/locale';
import { here } from '@/lib/transport/here';

const year = 31_536_000;

/** Remembers the reader's language. */
export async function chooseLocale(form: FormData): Promise<void> {
  const locale = form.get('locale');
  if (isLocale(locale)) (await cookies()).set(localeCookie, locale, { maxAge: year, sameSite: 'lax', path: '/' });
  redirect(await here());
}

/** Remembers the reader's theme. */
export async function chooseTheme(form: FormData): Promise<void> {
  const theme = form.get('theme');
  if (isTheme(theme)) (await cookies()).set(themeCookie, theme, { maxAge: year, sameSite: 'lax', path: '/' });
  redirect(await here());
}
