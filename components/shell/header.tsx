import { getLocale, getTranslations } from 'next-intl/server';
import { chooseLocale, chooseTheme } from '@/app/actions';
import { signOutAction } from '@/app/(auth)/sign-in/actions';
import { locales, themes } from '@/lib/i18n/locale';
import { organizationUrl } from '@/lib/transport/organization-url';
import { Menu, MenuButton, MenuLink } from '../ui/menu';
import { Logo } from './logo';
import { Icon } from '../ui/icon';

type Organization = { name: string; slug: string };
type Props = { user: { name: string; email: string } | null; organizations?: Organization[]; current?: Organization; theme: string };

const languageNames = { en: 'English', ko: '한국어', ja: '日本語' } as const;

/** The top of every page: where one is, language, theme and account. */
export async function Header({ user, organizations = [], current, theme }: Props) {
  const t = await getTranslations('header');
  const locale = await getLocale();
  return (
    <header className="border-b border-line bg-surface">
      <div className="mx-auto flex min-h-14 max-w-7xl flex-wrap items-center gap-x-1 gap-y-1 px-4 py-1.5 sm:px-6">
        <Logo compact={current !== undefined} />
        {current && (
          <Menu label={`${t('organization')}: ${current.name}`} align="start" summary={<><Icon name="building-2" /><span className="max-w-28 truncate sm:max-w-40 font-medium text-ink">{current.name}</span><Icon name="chevrons-up-down" /></>}>
            {organizations.map((organization) => (
              <MenuLink key={organization.slug} href={organizationUrl(organization.slug, 'keys')} current={organization.slug === current.slug}>
                {organization.name}
              </MenuLink>
            ))}
            <div className="mt-1 border-t border-line pt-1">
              <MenuLink href="/account/organizations/new" icon="plus">
                {t('new_organization')}
              </MenuLink>
            </div>
          </Menu>
        )}
        <div className="ms-auto flex items-center">
          <Menu label={t('language')} summary={<><Icon name="languages" /><span className="max-sm:sr-only">{languageNames[locale]}</span></>}>
            <form action={chooseLocale}>
              {locales.map((choice) => (
                <MenuButton key={choice} name="locale" value={choice} lang={choice} current={choice === locale}>
                  {languageNames[choice]}
                </MenuButton>
              ))}
            </form>
          </Menu>
          <Menu label={t('theme')} summary={<><Icon name="sun-moon" /><span className="sr-only">{t('theme')}</span></>}>
            <form action={chooseTheme}>
              {themes.map((choice) => (
                <MenuButton key={choice} name="theme" value={choice} current={choice === theme}>
                  {t(choice)}
                </MenuButton>
              ))}
            </form>
          </Menu>
          {user && (
            <Menu label={t('account')} summary={<><Icon name="circle-user" /><span className="max-w-32 truncate max-sm:sr-only">{user.name}</span></>}>
              <p className="px-2.5 py-2 text-ink-soft">
                {t('signed_in_as')}
                <span className="block font-medium text-ink wrap-anywhere">{user.email}</span>
              </p>
              <div className="border-t border-line py-1">
                <MenuLink href="/account" icon="user-cog">
                  {t('account_settings')}
                </MenuLink>
              </div>
              <form action={signOutAction} className="border-t border-line pt-1">
                <MenuButton icon="log-out">
                  {t('sign_out')}
                </MenuButton>
              </form>
            </Menu>
          )}
        </div>
      </div>
    </header>
  );
}
