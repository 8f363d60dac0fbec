import { getTranslations } from 'next-intl/server';
import { Card } from '@/components/shell/page-shell';
import { LinkButton } from '@/components/ui/button';
import { here } from '@/lib/transport/here';

export async function generateMetadata() {
  const t = await getTranslations('errors');
  return { title: t('unavailable') };
}

/** In place of any page while the database does not answer; asks it nothing. */
export default async function UnavailablePage() {
  const t = await getTranslations('errors');
  return (
    <main id="content" className="px-4">
      <Card title={t('unavailable')} intro={t('unavailable_help')}>
        <LinkButton href={await here()}>{t('retry')}</LinkButton>
      </Card>
    </main>
  );
}
