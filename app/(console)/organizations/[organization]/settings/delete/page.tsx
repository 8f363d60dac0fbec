import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/action-form';
import { reachOf } from '@/lib/core/access';
import { organizationOf } from '@/lib/transport/organization';
import { organizationUrl } from '@/lib/transport/organization-url';
import { deleteAction } from '../actions';

type Props = { params: Promise<{ organization: string }> };

export async function generateMetadata() {
  const t = await getTranslations('organization');
  return { title: t('delete') };
}

export default async function DeletePage({ params }: Props) {
  const [{ id, name, slug, role }, t] = await Promise.all([organizationOf(params), getTranslations('organization')]);
  if (!reachOf(role, 'organization:delete')) redirect('/forbidden');
  return (
    <div className="max-w-xl">
      <h1 className="text-2xl font-semibold">{t('delete')}</h1>
      <p className="mt-2 font-semibold wrap-anywhere">{name}</p>
      <p className="mt-1 mb-6 text-ink-soft">{t('delete_warning')}</p>
      <ActionForm
        action={deleteAction}
        hidden={{ organization: id }}
        fields={[{ name: 'name', label: t('type_name', { name }), required: true, autoComplete: 'off' }]}
        submit={t('delete')}
        tone="danger"
        cancel={organizationUrl(slug, 'settings')}
      />
    </div>
  );
}
