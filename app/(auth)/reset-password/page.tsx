import { getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/action-form';
import { Card } from '@/components/shell/page-shell';
import { LinkButton } from '@/components/ui/button';
import { mailIsSetUp } from '@/lib/mail';
import { requestResetAction } from './actions';

export async function generateMetadata() {
  const t = await getTranslations('account');
  return { title: t('reset') };
}

export default async function RequestResetPage() {
  const t = await getTranslations();
  if (!mailIsSetUp()) {
    return (
      <Card title={t('account.reset')} intro={t('account.reset_by_operator')}>
        <LinkButton href="/sign-in">{t('setup.to_sign_in')}</LinkButton>
      </Card>
    );
  }
  return (
    <Card title={t('account.reset')} intro={t('account.reset_intro')}>
      <ActionForm
        action={requestResetAction}
        fields={[{ name: 'email', label: t('signin.email'), type: 'email', required: true, autoComplete: 'username' }]}
        submit={t('account.send_reset')}
        done={t('account.reset_sent')}
        wide
      />
    </Card>
  );
}
