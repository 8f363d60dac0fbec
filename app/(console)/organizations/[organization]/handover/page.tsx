import { getTranslations } from 'next-intl/server';
import { Card } from '@/components/shell/page-shell';
import { LinkButton } from '@/components/ui/button';
import { checkHandover } from '@/lib/core/handovers/check';
import { asking } from '@/lib/transport/asking';
import { organizationOf } from '@/lib/transport/organization';
import { ask } from '@/lib/transport/page';
import { organizationUrl } from '@/lib/transport/organization-url';
import { HandoverForm } from './components';

type Props = { params: Promise<{ organization: string }>; searchParams: Promise<{ token?: string | string[] }> };

export async function generateMetadata() {
  const t = await getTranslations('connect');
  return { title: t('handover') };
}

/** What a link from MCP leads to. Looking at the page uses nothing up: only the button does. */
export default async function HandoverPage({ params, searchParams }: Props) {
  const [organization, query, t] = await Promise.all([organizationOf(params), searchParams, getTranslations()]);
  const token = ([query.token].flat()[0] ?? '').slice(0, 100);
  const waiting = await ask(checkHandover, { token });
  const keysUrl = organizationUrl(organization.slug, 'keys');
  if (!waiting) {
    return (
      <Card title={t('connect.handover_gone')} intro={t('connect.handover_gone_help')}>
        <LinkButton href={keysUrl}>{t('keys.to_list')}</LinkButton>
      </Card>
    );
  }
  return <HandoverForm token={token} name={waiting.name} keysUrl={keysUrl} asking={await asking()} />;
}
