import { getTranslations } from 'next-intl/server';
import { signOutAction } from '@/app/(auth)/sign-in/actions';
import { ActionForm } from '@/components/action-form';
import { Card } from '@/components/shell/page-shell';
import { Button, LinkButton } from '@/components/ui/button';
import { shortestPassword } from '@/lib/core/accounts/password';
import { openInvitation } from '@/lib/core/invitations/open';
import { currentSession } from '@/lib/transport/identify';
import { ask } from '@/lib/transport/page';
import { acceptAction, joinAction } from './actions';

type Props = { params: Promise<{ token: string }> };

export async function generateMetadata() {
  const t = await getTranslations('invitations');
  return { title: t('welcome') };
}

/** What the link leads to. Opening it signs nobody in and changes nothing. */
export default async function InvitationPage({ params }: Props) {
  const { token } = await params;
  const [invitation, session, t] = await Promise.all([ask(openInvitation, { token }), currentSession(), getTranslations()]);
  if (invitation?.state !== 'open') {
    const state = invitation?.state ?? 'unknown';
    return (
      <Card title={t(`invitations.gone_${state}`)} intro={t(`invitations.gone_${state}_help`)}>
        <LinkButton href="/">{t('setup.to_sign_in')}</LinkButton>
      </Card>
    );
  }
  const { email, organization } = invitation;
  const title = t('invitations.join', { organization: organization.name });
  const intro = t('invitations.join_intro', { email, role: t(`roles.${invitation.role}`) });
  if (session?.user.email === email) {
    return (
      <Card title={title} intro={intro}>
        <ActionForm action={acceptAction} hidden={{ token }} submit={t('invitations.accept')} wide />
      </Card>
    );
  }
  if (session) {
    return (
      <Card title={title} intro={t('invitations.other_account', { email, mine: session.user.email })}>
        <form action={signOutAction}>
          <Button type="submit">{t('header.sign_out')}</Button>
        </form>
      </Card>
    );
  }
  if (invitation.hasAccount) {
    return (
      <Card title={title} intro={t('invitations.has_account', { email })}>
        <LinkButton href={`/sign-in?next=${encodeURIComponent(`/invitation/${token}`)}`} tone="primary">
          {t('signin.submit')}
        </LinkButton>
      </Card>
    );
  }
  return (
    <Card title={title} intro={intro}>
      <ActionForm
        action={joinAction}
        hidden={{ token }}
        fields={[
          { name: 'name', label: t('setup.name'), required: true, maxLength: 100, autoComplete: 'name' },
          { name: 'password', label: t('setup.password'), hint: t('setup.password_hint'), type: 'password', required: true, minLength: shortestPassword, autoComplete: 'new-password' },
        ]}
        submit={t('invitations.accept')}
        wide
      />
    </Card>
  );
}
