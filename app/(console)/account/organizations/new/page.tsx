import { getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/action-form';
import { Card } from '@/components/shell/page-shell';
import { createOrganizationAction } from '../../actions';

export async function generateMetadata() {
  const t = await getTranslations('organization');
  return { title: t('new') };
}

export default async function NewOrganizationPage() {
  const t = await getTranslations('organization');
  return (
    <Card title={t('new')} intro={t('new_intro')}>
      <ActionForm action={createOrganizationAction} fields={[{ name: 'name', label: t('name'), required: true, maxLength: 100, autoComplete: 'organization' }]} submit={t('create')} cancel="/" />
    </Card>
  );
}
