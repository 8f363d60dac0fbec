import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { Card, PageShell } from '@/components/shell/page-shell';
import { LinkButton } from '@/components/ui/button';
import { listOrganizations } from '@/lib/core/organizations/list';
import { ask } from '@/lib/transport/page';
import { organizationUrl } from '@/lib/transport/organization-url';

/** The start: straight to one's keys. */
export default async function StartPage() {
  const [first] = await ask(listOrganizations, {});
  if (first) redirect(organizationUrl(first.slug, 'keys'));
  const t = await getTranslations('errors');
  return (
    <PageShell>
      <Card title={t('no_organization')} intro={t('no_organization_help')}>
        <LinkButton href="/account/organizations/new">{(await getTranslations('header'))('new_organization')}</LinkButton>
      </Card>
    </PageShell>
  );
}
