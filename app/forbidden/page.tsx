import { getTranslations } from 'next-intl/server';
import { Card, PageShell } from '@/components/shell/page-shell';
import { LinkButton } from '@/components/ui/button';

export async function generateMetadata() {
  const t = await getTranslations('errors');
  return { title: t('forbidden') };
}

export default async function ForbiddenPage() {
  const t = await getTranslations('errors');
  return (
    <PageShell>
      <Card title={t('forbidden')} intro={t('forbidden_help')}>
        <LinkButton href="/">{t('home')}</LinkButton>
      </Card>
    </PageShell>
  );
}
