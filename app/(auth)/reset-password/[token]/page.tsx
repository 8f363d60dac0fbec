import { getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/action-form';
import { Card } from '@/components/shell/page-shell';
import { LinkButton } from '@/components/ui/button';
import { checkResetLink } from '@/lib/core/accounts/check-reset-link';
import { shortestPassword } from '@/lib/core/accounts/password';
import { ask } from '@/lib/transport/page';
import { resetPasswordAction } from '../actions';

type Props = { params: Promise<{ token: string }> };

export async function generateMetadata() {
  const t = await getTranslations('account');
  return { title: t('reset') };
}

export default async function ResetPasswordPage({ params }: Props) {
  const { token } = await params;
  const [works, t] = await Promise.all([ask(checkResetLink, { token }), getTranslations('account')]);
  if (!works) {
    return (
      <Card title={t('reset_gone')} intro={t('reset_gone_help')}>
        <LinkButton href="/reset-password">{t('reset_again')}</LinkButton>
      </Card>
    );
  }
  return (
    <Card title={t('reset')} intro={t('reset_choose')}>
      <ActionForm
        action={resetPasswordAction}
        hidden={{ token }}
        fields={[{ name: 'password', label: t('new_password'), hint: t('password_hint', { least: shortestPassword }), type: 'password', required: true, minLength: shortestPassword, autoComplete: 'new-password' }]}
        submit={t('set_password')}
        wide
      />
    </Card>
  );
}
