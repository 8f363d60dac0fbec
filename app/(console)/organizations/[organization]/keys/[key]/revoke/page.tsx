import { getTranslations } from 'next-intl/server';
import { Card } from '@/components/shell/page-shell';
import { RevokeKeyPage } from '@/components/revoke-key';
import { LinkButton } from '@/components/ui/button';
import { getKey } from '@/lib/core/keys/get';
import { currentSession } from '@/lib/transport/identify';
import { organizationOf } from '@/lib/transport/organization';
import { ask } from '@/lib/transport/page';
import { revokeKeyAction } from '../../actions';

type Props = { params: Promise<{ organization: string; key: string }> };

export async function generateMetadata() {
  const t = await getTranslations('keys');
  return { title: t('revoke_title') };
}

export default async function RevokePage({ params }: Props) {
  const [organization, { key: id }, session, t] = await Promise.all([organizationOf(params), params, currentSession(), getTranslations('keys')]);
  const key = await ask(getKey, { organization: organization.id, key: id });
  const keysUrl = `/organizations/${encodeURIComponent(organization.slug)}/keys`;
  if (key.status === 'revoked') {
    return (
      <Card title={t('gone')}>
        <LinkButton href={keysUrl}>{t('to_list')}</LinkButton>
      </Card>
    );
  }
  const way = key.createdBy.id === session?.user.id ? 'delete' : 'revoke';
  return (
    <div className="max-w-md">
      <RevokeKeyPage
        action={revokeKeyAction.bind(null, way === 'delete' ? 'deleted' : 'revoked', keysUrl)}
        way={way}
        organization={organization.id}
        keysUrl={keysUrl}
        id={key.id}
        name={key.name}
      />
    </div>
  );
}
