import { getTranslations } from 'next-intl/server';
import { presentOf, viewsOf, type Query } from '@/components/key-view';
import { Card } from '@/components/shell/page-shell';
import { RevokeKeyPage } from '@/components/revoke-key-form';
import { LinkButton } from '@/components/ui/button';
import { previewEffect } from '@/lib/core/keys/effect';
import { ask } from '@/lib/transport/page';
import { disableKeyAction, revokeKeyAction } from '../../actions';
import { keyOf, type KeyProps } from '../key-of';

export async function generateMetadata({ params }: KeyProps) {
  const [{ own }, t] = await Promise.all([keyOf(params), getTranslations('keys')]);
  return { title: t(own ? 'delete_title' : 'revoke_title') };
}

type Props = KeyProps & { searchParams: Promise<Query> };

export default async function RevokePage({ params, searchParams }: Props) {
  const [{ key, organization, keysUrl, own }, query, t] = await Promise.all([keyOf(params), searchParams, getTranslations('keys')]);
  const list = presentOf(keysUrl, viewsOf(query));
  if (key.status === 'revoked') {
    return (
      <Card title={t('gone')}>
        <LinkButton href={list}>{t('to_list')}</LinkButton>
      </Card>
    );
  }
  const way = own ? 'delete' : 'revoke';
  return (
    <div className="max-w-md">
      <RevokeKeyPage
        action={revokeKeyAction.bind(null, own ? 'deleted' : 'revoked', list)}
        disable={key.status === 'active' ? disableKeyAction.bind(null, list) : undefined}
        way={way}
        organization={organization.id}
        keysUrl={keysUrl}
        list={list}
        id={key.id}
        name={key.name}
        effect={await ask(previewEffect, { organization: organization.id, key: key.id })}
      />
    </div>
  );
}
