import { KeyRound } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { CreateKey, CreateKeyButton } from '@/components/create-key';
import { Notice } from '@/components/ui/notice';
import { listKeys } from '@/lib/core/keys/list';
import { reachOf } from '@/lib/core/access';
import { origin } from '@/lib/transport/here';
import { organizationOf } from '@/lib/transport/organization';
import { ask } from '@/lib/transport/page';
import { createKeyAction } from './actions';
import { KeySection } from './components';

type Query = { done?: string | string[]; mine?: string; all?: string };
type Props = { params: Promise<{ organization: string }>; searchParams: Promise<Query> };

export async function generateMetadata() {
  const t = await getTranslations('keys');
  return { title: t('title') };
}

export default async function KeysPage({ params, searchParams }: Props) {
  const [organization, query, t] = await Promise.all([organizationOf(params), searchParams, getTranslations('keys')]);
  const keysUrl = `/organizations/${encodeURIComponent(organization.slug)}/keys`;
  const mine = await ask(listKeys, { organization: organization.id, mine: true, cursor: query.mine ?? null });
  const empty = mine.items.length === 0 && !query.mine;
  return (
    <CreateKey action={createKeyAction} organization={organization.id} formId={crypto.randomUUID()} keysUrl={keysUrl} origin={await origin()}>
      <div className="space-y-8">
        <div className="flex flex-wrap items-start justify-between gap-4">
          <div className="max-w-2xl">
            <h1 className="text-2xl font-semibold">{t('title')}</h1>
            <p className="mt-1 text-ink-soft">{t('intro')}</p>
          </div>
          {!empty && <CreateKeyButton keysUrl={keysUrl} />}
        </div>
        {(query.done === 'deleted' || query.done === 'revoked') && <Notice kind="success">{t(query.done)}</Notice>}
        {empty ? (
          <section aria-labelledby="empty" className="rounded-xl border border-dashed border-line-strong bg-surface px-6 py-14 text-center">
            <span className="mx-auto flex size-12 items-center justify-center rounded-full bg-accent-soft text-accent">
              <KeyRound aria-hidden className="size-6" />
            </span>
            <h2 id="empty" className="mt-4 text-lg font-semibold">
              {t('empty')}
            </h2>
            <p className="mx-auto mt-1 mb-6 max-w-md text-ink-soft">{t('empty_help')}</p>
            <CreateKeyButton keysUrl={keysUrl} />
          </section>
        ) : (
          <KeySection title={t('list')} page={mine} keysUrl={keysUrl} organization={organization.id} cursor="mine" query={query} reader="self" />
        )}
        {reachOf(organization.role, 'key:read') === 'all' && <OrganizationKeys organization={organization} keysUrl={keysUrl} query={query} />}
      </div>
    </CreateKey>
  );
}

async function OrganizationKeys({ organization, keysUrl, query }: { organization: { id: string; name: string }; keysUrl: string; query: Query }) {
  const t = await getTranslations('keys');
  const all = await ask(listKeys, { organization: organization.id, cursor: query.all ?? null });
  return (
    <KeySection
      title={t('organization_list')}
      intro={t('organization_intro', { organization: organization.name })}
      empty={query.all ? undefined : t('empty_organization')}
      page={all}
      keysUrl={keysUrl}
      organization={organization.id}
      cursor="all"
      query={query}
      reader="auditor"
    />
  );
}
