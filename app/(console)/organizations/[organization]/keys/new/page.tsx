import { getTranslations } from 'next-intl/server';
import { CreateKeyPage } from '@/components/create-key-form';
import { scopeWords } from '@/lib/i18n/scopes';
import { asking } from '@/lib/transport/asking';
import { organizationOf } from '@/lib/transport/organization';
import { organizationUrl } from '@/lib/transport/organization-url';
import { createKeyAction } from '../actions';

type Props = { params: Promise<{ organization: string }> };

export async function generateMetadata() {
  const t = await getTranslations('keys');
  return { title: t('create') };
}

export default async function NewKeyPage({ params }: Props) {
  const organization = await organizationOf(params);
  const keysUrl = organizationUrl(organization.slug, 'keys');
  return (
    <div className="max-w-2xl">
      <CreateKeyPage
        action={createKeyAction}
        organization={organization.id}
        formId={crypto.randomUUID()}
        keysUrl={keysUrl}
        asking={await asking()}
        words={await scopeWords(organization.role)}
        opened={Date.now()}
      />
    </div>
  );
}
