import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { withoutKeys } from '@/components/key-in-text';
import { KeyLeftOut } from '@/components/key-left-out';
import { mcpSnippets } from '@/components/mcp-snippets';
import { SecretLine } from '@/components/secret-line';
import { SnippetTabs } from '@/components/snippet-tabs';
import { getKey } from '@/lib/core/keys/get';
import { listKeys } from '@/lib/core/keys/list';
import { getPlaintext } from '@/lib/core/plaintext/get';
import { origin } from '@/lib/transport/here';
import { organizationOf } from '@/lib/transport/organization';
import { organizationUrl } from '@/lib/transport/organization-url';
import { ask } from '@/lib/transport/page';
import { PlaintextForm, Snippets, ToolsOfKey } from './components';

type Props = { params: Promise<{ organization: string }>; searchParams: Promise<Partial<Record<'key' | 'q' | 'done', string | string[]>>> };

/** Of who has more keys than this, the others are found by name. */
const mostKeys = 100;

export async function generateMetadata() {
  const t = await getTranslations('connect');
  return { title: t('title') };
}

export default async function ConnectPage({ params, searchParams }: Props) {
  const [organization, query, here, t] = await Promise.all([organizationOf(params), searchParams, origin(), getTranslations('connect')]);
  const clean = withoutKeys(organizationUrl(organization.slug, 'connect'), query);
  if (clean) redirect(clean);
  const url = `${here}/mcp`;
  const snippets = mcpSnippets(url);
  const search = [query.q].flat()[0] ?? '';
  const { items: keys, nextCursor } = await ask(listKeys, { organization: organization.id, mine: true, status: 'active', order: 'name', limit: mostKeys, search });
  const wanted = [query.key].flat()[0];
  const chosen = wanted ? await ask(getKey, { organization: organization.id, key: wanted }) : keys[0];
  return (
    <div className="max-w-3xl space-y-8">
      <header>
        <h1 className="text-2xl font-semibold">{t('title')}</h1>
        <p className="mt-1 text-ink-soft">{t('intro')}</p>
      </header>
      <KeyLeftOut done={query.done} />
      <SecretLine label={t('url')} text={url} />
      <section aria-labelledby="client">
        <h2 id="client" className="text-base font-semibold">
          {t('client')}
        </h2>
        <p className="mb-3 text-ink-soft">{t('client_help')}</p>
        <div className="scripted">
          <SnippetTabs snippets={snippets} />
        </div>
        <noscript>
          <Snippets snippets={snippets} />
        </noscript>
      </section>
      <ToolsOfKey keys={keys} chosen={chosen} search={search} searchable={search !== '' || nextCursor !== null} />
      {organization.role === 'owner' && <PlaintextForm organization={organization.id} allowed={(await ask(getPlaintext, { organization: organization.id })).allowed} />}
    </div>
  );
}
