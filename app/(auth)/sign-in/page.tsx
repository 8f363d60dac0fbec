import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Card } from '@/components/shell/page-shell';
import { LinkButton } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { isSetUp } from '@/lib/core/accounts/is-set-up';
import { environment } from '@/lib/env';
import { say } from '@/lib/i18n/problems';
import { ask } from '@/lib/transport/page';
import { currentSession } from '@/lib/transport/identify';
import { local } from '@/lib/transport/here';
import { SignInForm } from './components';

type Props = { searchParams: Promise<{ next?: string | string[]; done?: string; problem?: string; error?: string }> };

/** Why single sign-on turned somebody away. */
const refusals = ['address_unverified', 'account_unverified', 'not_invited', 'auto_join', 'single_sign_on'] as const;

export async function generateMetadata() {
  const t = await getTranslations('signin');
  return { title: t('title') };
}

export default async function SignInPage({ searchParams }: Props) {
  const { next, done, problem, error } = await searchParams;
  const target = local([next].flat()[0]);
  if (await currentSession()) redirect(target);
  const t = await getTranslations('signin');
  const refusal = refusals.find((known) => known === problem) ?? (error ? 'single_sign_on' : null);
  if (!(await ask(isSetUp, {}))) return <Card title={t('not_set_up')} intro={t('not_set_up_help')} />;
  return (
    <Card title={t('title')} intro={t('intro')}>
      <div className="space-y-5">
        {done === 'reset' && <Notice kind="success">{t('reset_done')}</Notice>}
        {refusal && <Notice kind="error">{await say(refusal)}</Notice>}
        <SignInForm next={target} />
        {environment().OIDC_ISSUER && (
          <LinkButton href={`/sign-in/single-sign-on?next=${encodeURIComponent(target)}`} className="w-full">
            {t('single_sign_on')}
          </LinkButton>
        )}
        <p className="text-center">
          <a href="/reset-password" className="text-ink-soft underline hover:text-ink">
            {t('forgot')}
          </a>
        </p>
      </div>
    </Card>
  );
}
