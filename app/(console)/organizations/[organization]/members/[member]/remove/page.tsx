import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/action-form';
import { DepartingKeys } from '@/components/departing-keys';
import { reachOf } from '@/lib/core/access';
import { getMember } from '@/lib/core/members/get';
import { listMemberKeys } from '@/lib/core/members/keys';
import { organizationOf } from '@/lib/transport/organization';
import { ask } from '@/lib/transport/page';
import { organizationUrl } from '@/lib/transport/organization-url';
import { removeMemberAction } from '../../actions';
import { addressOf, viewOf, type Query } from '../../address';

type Props = { params: Promise<{ organization: string; member: string }>; searchParams: Promise<Query> };

export async function generateMetadata() {
  const t = await getTranslations('members');
  return { title: t('remove_title') };
}

export default async function RemoveMemberPage({ params, searchParams }: Props) {
  const [organization, { member: id }, query, t] = await Promise.all([organizationOf(params), params, searchParams, getTranslations('members')]);
  if (!reachOf(organization.role, 'member:remove')) redirect('/forbidden');
  const member = await ask(getMember, { organization: organization.id, member: id });
  const keys = await ask(listMemberKeys, { organization: organization.id, member: id });
  const backUrl = addressOf(organizationUrl(organization.slug, 'members'), viewOf(query));
  return (
    <div className="max-w-xl space-y-6">
      <div>
        <h1 className="text-2xl font-semibold">{t('remove_title')}</h1>
        <p className="mt-2 font-semibold wrap-anywhere">{member.name} · {member.email}</p>
        <p className="mt-1 text-ink-soft">{t('remove_warning', { organization: organization.name })}</p>
      </div>
      <DepartingKeys keys={keys} />
      <ActionForm action={removeMemberAction.bind(null, backUrl)} hidden={{ organization: organization.id, member: member.id }} submit={t('remove')} tone="danger" cancel={backUrl} />
    </div>
  );
}
