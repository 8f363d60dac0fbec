import { getTranslations } from 'next-intl/server';
import { Card } from '@/components/shell/page-shell';
import { LinkButton } from '@/components/ui/button';
import { here, local } from '@/lib/transport/here';

type Props = { searchParams: Promise<{ next?: string | string[] }> };

export async function generateMetadata() {
  const t = await getTranslations('errors');
  return { title: t('unavailable') };
}

/** In place of any page while the database does not answer; asks it nothing. */
export default async function UnavailablePage({ searchParams }: Props) {
  const [{ next }, t] = await Promise.all([searchParams, getTranslations('errors')]);
  return (
    <main id="content" className="px-4">
      <Card title={t('unavailable')} intro={t('unavailable_help')}>
        <LinkButton href={next ? local([next].flat()[0]) : await here()}>{t('retry')}</LinkButton>
      </Card>
    </main>
  );
}
