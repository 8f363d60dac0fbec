'use server';

import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { isLocale, isTheme, localeCookie, themeCookie, type Locale } from '@/lib/i18n/locale';
import { updateMyAccount } from '@/lib/core/accounts/update';
import { isRefusal } from '@/lib/core/refusal';
import { refuseForeignOrigin } from '@/lib/transport/action';
import { here } from '@/lib/transport/here';
import { currentCaller } from '@/lib/transport/identify';

const year = 31_536_000;

/** Remembers the reader's language: here, and in the account of who has one. */
export async function chooseLocale(form: FormData): Promise<void> {
  const locale = form.get('locale');
  if (isLocale(locale)) {
    (await cookies()).set(localeCookie, locale, { maxAge: year, sameSite: 'lax', path: '/' });
    await keepInAccount(locale);
  }
  redirect(await here());
}

/** Remembers the reader's theme. */
export async function chooseTheme(form: FormData): Promise<void> {
  const theme = form.get('theme');
  if (isTheme(theme)) (await cookies()).set(themeCookie, theme, { maxAge: year, sameSite: 'lax', path: '/' });
  redirect(await here());
}

async function keepInAccount(locale: Locale): Promise<void> {
  try {
    await refuseForeignOrigin();
    await updateMyAccount(await currentCaller(), { locale });
  } catch (error) {
    // Signed out, or the account's language already.
    if (!isRefusal(error)) throw error;
  }
}
