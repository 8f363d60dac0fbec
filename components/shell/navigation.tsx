import { headers } from 'next/headers';
import { getTranslations } from 'next-intl/server';
import { mayOpen, type Role } from '@/lib/core/access';
import { organizationUrl } from '@/lib/transport/organization-url';
import { Icon, type IconName } from '../ui/icon';

const pages = [
  { path: 'keys', label: 'keys.title', icon: 'key-round' },
  { path: 'connect', label: 'connect.title', icon: 'plug' },
  { path: 'members', label: 'members.title', icon: 'users' },
  { path: 'audit', label: 'audit.title', icon: 'scroll-text' },
  { path: 'api', label: 'api.title', icon: 'book-open' },
  { path: 'settings', label: 'organization.title', icon: 'settings' },
] as const satisfies { path: string; label: string; icon: IconName }[];

/** The organization's pages: at the side, or in a row above on a narrow screen. */
export async function Navigation({ organization, role }: { organization: string; role: Role }) {
  const t = await getTranslations();
  const here = (await headers()).get('x-latchkey-path') ?? '';
  return (
    <nav aria-label={t('app.navigation')} className="flex flex-wrap gap-1 max-sm:-mx-2 lg:w-52 lg:shrink-0 lg:flex-col lg:flex-nowrap">
      {pages.filter(({ path }) => mayOpen(path, role)).map(({ path, label, icon }) => {
        const href = organizationUrl(organization, path);
        return (
          <a key={path} href={href} aria-current={here.startsWith(href) ? 'page' : undefined} className="flex min-h-9 items-center gap-2.5 rounded-md px-3 py-1.5 max-md:gap-1.5 max-md:px-2 font-medium whitespace-nowrap text-ink-soft hover:bg-raised hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent">
            <Icon name={icon} />
            {t(label)}
          </a>
        );
      })}
    </nav>
  );
}
