import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { currentSession } from '@/lib/transport/identify';
import { isTheme, themeCookie } from '@/lib/i18n/locale';
import { Header } from './header';

type Organization = { name: string; slug: string };

/** Header and a place for the page; with the side navigation where there is one. */
export async function PageShell({ organizations, current, navigation, children }: { organizations?: Organization[]; current?: Organization; navigation?: ReactNode; children: ReactNode }) {
  const session = await currentSession();
  const theme = (await cookies()).get(themeCookie)?.value;
  return (
    <>
      <Header user={session?.user ?? null} organizations={organizations} current={current} theme={isTheme(theme) ? theme : 'system'} />
      <div className="mx-auto max-w-7xl gap-8 px-4 py-4 sm:px-6 lg:flex lg:py-8">
        {navigation}
        <main id="content" tabIndex={-1} className="min-w-0 flex-1 outline-none max-lg:mt-5">
          {children}
        </main>
      </div>
    </>
  );
}

/** A card in the middle of the page: set-up, sign-in, and what says that there is nothing here. */
export function Card({ title, intro, children }: { title: string; intro?: ReactNode; children?: ReactNode }) {
  return (
    <div className="mx-auto mt-4 max-w-md rounded-xl border border-line bg-surface p-6 shadow-sm sm:mt-10 sm:p-8">
      <h1 className="text-xl font-semibold">{title}</h1>
      {intro && <p className="mt-1.5 text-ink-soft">{intro}</p>}
      {children && <div className="mt-6">{children}</div>}
    </div>
  );
}
