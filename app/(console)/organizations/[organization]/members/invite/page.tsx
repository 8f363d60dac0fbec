import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { InviteForm } from '@/components/invite-form';
import { reachOf } from '@/lib/core/access';
import { mailIsSetUp } from '@/lib/mail';
import { origin } from '@/lib/transport/here';
import { organizationOf } from '@/lib/transport/organization';
import { organizationUrl } from '@/lib/transport/organization-url';
import { inviteAction } from '../actions';

type Props = { params: Promise<{ organization: string }> };

export async function generateMetadata() {
  const t = await getTranslations('invitations');
  return { title: t('title') };
}

export default async function InvitePage({ params }: Props) {
  const [organization, t] = await Promise.all([organizationOf(params), getTranslations('invitations')]);
  if (!reachOf(organization.role, 'invitation:create')) redirect('/forbidden');
  return (
    <div className="max-w-2xl">
      <h1 className="text-2xl font-semibold">{t('title')}</h1>
      <p className="mt-1 mb-6 text-ink-soft">{t(mailIsSetUp() ? 'intro_mail' : 'intro_link', { organization: organization.name })}</p>
      <InviteForm
        action={inviteAction}
        organization={organization.id}
        roles={organization.role === 'owner' ? ['member', 'admin', 'owner'] : ['member', 'admin']}
        origin={await origin()}
        membersUrl={organizationUrl(organization.slug, 'members')}
      />
    </div>
  );
}
