import { getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/action-form';
import { DepartingKeys } from '@/components/departing-keys';
import { listMemberKeys } from '@/lib/core/members/keys';
import { currentSession } from '@/lib/transport/identify';
import { organizationOf } from '@/lib/transport/organization';
import { ask } from '@/lib/transport/page';
import { organizationUrl } from '@/lib/transport/organization-url';
import { leaveAction } from '../actions';

type Props = { params: Promise<{ organization: string }> };

export async function generateMetadata() {
  const t = await getTranslations('organization');
  return { title: t('leave') };
}

export default async function LeavePage({ params }: Props) {
  const [{ id, name, slug }, session, t] = await Promise.all([organizationOf(params), currentSession(), getTranslations('organization')]);
  const keys = await ask(listMemberKeys, { organization: id, member: session!.user.id });
  return (
    <div className="max-w-xl space-y-6">
      <div>
        <h1 className="text-2xl font-semibold">{t('leave')}</h1>
        <p className="mt-2 text-ink-soft">{t('leave_warning', { organization: name })}</p>
      </div>
      <DepartingKeys keys={keys} />
      <ActionForm action={leaveAction} hidden={{ organization: id }} submit={t('leave')} tone="danger" cancel={organizationUrl(slug, 'settings')} />
    </div>
  );
}
