import { BookOpen, KeyRound, Plug, ScrollText, Settings, Users, type LucideIcon } from 'lucide-react';
import { headers } from 'next/headers';
import { getTranslations } from 'next-intl/server';
import { pageRoles, type Role } from '@/lib/core/access';

const pages = [
  { path: 'keys', label: 'keys.title', Icon: KeyRound },
  { path: 'connect', label: 'connect.title', Icon: Plug },
  { path: 'members', label: 'members.title', Icon: Users },
  { path: 'audit', label: 'audit.title', Icon: ScrollText },
  { path: 'api', label: 'api.title', Icon: BookOpen },
  { path: 'settings', label: 'organization.title', Icon: Settings },
] as const satisfies { path: string; label: string; Icon: LucideIcon }[];

/** The organization's pages: at the side, or in a row above on a narrow screen. */
export async function Navigation({ organization, role }: { organization: string; role: Role }) {
  const t = await getTranslations();
  const here = (await headers()).get('x-latchkey-path') ?? '';
  return (
    <nav aria-label={t('app.navigation')} className="flex gap-1 overflow-x-auto lg:w-52 lg:shrink-0 lg:flex-col">
      {pages.filter(({ path }) => pageRoles[path]?.includes(role) ?? true).map(({ path, label, Icon }) => {
        const href = `/organizations/${organization}/${path}`;
        return (
          <a key={path} href={href} aria-current={here.startsWith(href) ? 'page' : undefined} className="flex min-h-9 items-center gap-2.5 rounded-md px-3 py-1.5 font-medium whitespace-nowrap text-ink-soft hover:bg-raised hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent">
            <Icon aria-hidden className="size-4" />
            {t(label)}
          </a>
        );
      })}
    </nav>
  );
}
