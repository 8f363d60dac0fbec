import { getTranslations } from 'next-intl/server';
import { Logo } from '@/components/shell/logo';
import { Card } from '@/components/shell/page-shell';
import { LinkButton } from '@/components/ui/button';

export async function generateMetadata() {
  const t = await getTranslations('errors');
  return { title: t('not_found') };
}

/** Next draws it along with every page, in case: hence no header. */
export default async function NotFound() {
  const t = await getTranslations('errors');
  return (
    <main id="content" className="p-4">
      <Logo />
      <Card title={t('not_found')} intro={t('not_found_help')}>
        <LinkButton href="/">{t('home')}</LinkButton>
      </Card>
    </main>
  );
}
