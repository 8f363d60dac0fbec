import { getTranslations } from 'next-intl/server';
import { Card } from '@/components/shell/page-shell';
import { LinkButton } from '@/components/ui/button';
import { checkSetUpLink } from '@/lib/core/accounts/check-set-up-link';
import { ask } from '@/lib/transport/page';
import { SetUpForm } from './components';

type Props = { searchParams: Promise<{ token?: string | string[] }> };

export async function generateMetadata() {
  const t = await getTranslations('setup');
  return { title: t('title') };
}

export default async function SetUpPage({ searchParams }: Props) {
  const t = await getTranslations('setup');
  const token = [(await searchParams).token].flat()[0] ?? '';
  if (!(await ask(checkSetUpLink, { token }))) {
    return (
      <Card title={t('no_link')} intro={t('no_link_help')}>
        <LinkButton href="/sign-in">{t('to_sign_in')}</LinkButton>
      </Card>
    );
  }
  return (
    <Card title={t('title')} intro={t('intro')}>
      <SetUpForm token={token} />
    </Card>
  );
}
