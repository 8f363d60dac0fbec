import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Card } from '@/components/shell/page-shell';
import { isSetUp } from '@/lib/core/accounts/is-set-up';
import { ask } from '@/lib/transport/page';
import { currentSession } from '@/lib/transport/identify';
import { local } from '@/lib/transport/here';
import { SignInForm } from './components';

type Props = { searchParams: Promise<{ next?: string | string[] }> };

export async function generateMetadata() {
  const t = await getTranslations('signin');
  return { title: t('title') };
}

export default async function SignInPage({ searchParams }: Props) {
  const { next } = await searchParams;
  const target = local([next].flat()[0]);
  if (await currentSession()) redirect(target);
  const t = await getTranslations('signin');
  if (!(await ask(isSetUp, {}))) return <Card title={t('not_set_up')} intro={t('not_set_up_help')} />;
  return (
    <Card title={t('title')} intro={t('intro')}>
      <SignInForm next={target} />
    </Card>
  );
}
