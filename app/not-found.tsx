import { getTranslations } from 'next-intl/server';
import { Card, PageShell } from '@/components/shell/page-shell';
import { LinkButton } from '@/components/ui/button';

export async function generateMetadata() {
  const t = await getTranslations('errors');
  return { title: t('not_found') };
}

export default async function NotFound() {
  const t = await getTranslations('errors');
  return (
    <PageShell>
      <Card title={t('not_found')} intro={t('not_found_help')}>
        <LinkButton href="/">{t('home')}</LinkButton>
      </Card>
    </PageShell>
  );
}
