import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Provider } from '@/components/provider';
import { MenuCloser } from '@/components/ui/menu-closer';
import { isTheme, themeCookie } from '@/lib/i18n/locale';
import './globals.css';

// Every page carries a nonce, and most a person's data: none is static.
export const dynamic = 'force-dynamic';

export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('app');
  return { title: { default: t('name'), template: `%s · ${t('name')}` }, description: t('tagline'), robots: 'noindex' };
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = (await cookies()).get(themeCookie)?.value;
  const t = await getTranslations('app');
  return (
    <html lang={await getLocale()} data-theme={isTheme(theme) ? theme : 'system'}>
      <body>
        <a href="#content" className="sr-only rounded-md bg-accent px-4 py-2 text-accent-ink focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50">
          {t('skip')}
        </a>
        {/* Here, for in the header it would be a file of its own, whose headers weigh more than it. */}
        <MenuCloser />
        <Provider>{children}</Provider>
      </body>
    </html>
  );
}
