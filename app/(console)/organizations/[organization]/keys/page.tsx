import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { CreateKey, CreateKeyButton } from '@/components/create-key';
import { withoutKeys } from '@/components/key-in-text';
import { KeyLeftOut } from '@/components/key-left-out';
import { presentOf, viewsOf, type Query } from '@/components/key-view';
import { RevokeKeys } from '@/components/revoke-keys';
import { Notice } from '@/components/ui/notice';
import { reachOf } from '@/lib/core/access';
import { scopeWords } from '@/lib/i18n/scopes';
import { asking } from '@/lib/transport/asking';
import { organizationOf } from '@/lib/transport/organization';
import { organizationUrl } from '@/lib/transport/organization-url';
import { createKeyAction, disableKeyAction, revokeKeyAction } from './actions';
import { KeySection, listed } from './components';
import { doneNotices } from './done';
import { Icon } from '@/components/ui/icon';

type Props = { params: Promise<{ organization: string }>; searchParams: Promise<Query> };

export async function generateMetadata() {
  const t = await getTranslations('keys');
  return { title: t('title') };
}

export default async function KeysPage({ params, searchParams }: Props) {
  const [organization, query, t] = await Promise.all([organizationOf(params), searchParams, getTranslations('keys')]);
  const keysUrl = organizationUrl(organization.slug, 'keys');
  const clean = withoutKeys(keysUrl, query);
  if (clean) redirect(clean);
  const seesAll = reachOf(organization.role, 'key:read') === 'all';
  const views = viewsOf(query);
  const [mine, all] = await Promise.all([listed('mine', organization.id, views), seesAll ? listed('all', organization.id, views) : null]);
  const done = doneNotices.find((notice) => notice === query.done);
  const section = { organization: organization.id, keysUrl, views };
  const drawn = Date.now();
  const present = presentOf(keysUrl, views);
  const actions = { disable: disableKeyAction.bind(null, present), delete: revokeKeyAction.bind(null, 'deleted', present), revoke: revokeKeyAction.bind(null, 'revoked', present) };
  return (
    <CreateKey action={createKeyAction} organization={organization.id} formId={crypto.randomUUID()} keysUrl={keysUrl} asking={await asking()} words={await scopeWords(organization.role)} opened={drawn}>
      <div className="space-y-8">
        <div className="flex flex-wrap items-start justify-between gap-4">
          <div className="max-w-2xl">
            <h1 className="text-2xl font-semibold">{t('title')}</h1>
            <p className="mt-1 text-ink-soft">{t('intro')}</p>
          </div>
          {!mine.bare && <CreateKeyButton keysUrl={keysUrl} />}
        </div>
        <KeyLeftOut done={query.done} />
        {done && <Notice kind={done === 'refused' ? 'error' : 'success'}>{t(`done_${done}`)}</Notice>}
        {mine.bare ? (
          <section aria-labelledby="empty" className="rounded-xl border border-dashed border-line-strong bg-surface px-6 py-14 text-center">
            <span className="mx-auto flex size-12 items-center justify-center rounded-full bg-accent-soft text-accent">
              <Icon name="key-round" className="size-6" />
            </span>
            <h2 id="empty" className="mt-4 text-lg font-semibold">
              {t('empty')}
            </h2>
            <p className="mx-auto mt-1 mb-6 max-w-md text-ink-soft">{t('empty_help')}</p>
            <CreateKeyButton keysUrl={keysUrl} />
          </section>
        ) : (
          <KeySection {...section} listed={mine} title={t('list')} empty={t('none_on_page')} />
        )}
        {all && (
          <KeySection {...section} listed={all} title={t('organization_list')} intro={t('organization_intro', { organization: organization.name })} empty={t('empty_organization')} />
        )}
        <RevokeKeys actions={actions} organization={organization.id} keysUrl={keysUrl} drawn={drawn} />
      </div>
    </CreateKey>
  );
}
