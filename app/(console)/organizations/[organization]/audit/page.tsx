import { redirect } from 'next/navigation';
import { getTimeZone, getTranslations } from 'next-intl/server';
import { AuditFilters } from '@/components/audit-filters';
import { AuditTable } from '@/components/audit-table';
import { IncidentSearch } from '@/components/incident-search';
import { Pager } from '@/components/pager';
import { RefusedUses } from '@/components/refused-uses';
import { LinkButton } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Time } from '@/components/ui/time';
import { mayOpen } from '@/lib/core/access';
import { listAuditEvents } from '@/lib/core/audit/list';
import { listMembers } from '@/lib/core/members/list';
import { listRefusedUses } from '@/lib/core/refused/list';
import { auditInput, auditQuery } from '@/lib/transport/audit-query';
import { organizationOf } from '@/lib/transport/organization';
import { ask } from '@/lib/transport/page';
import { organizationUrl } from '@/lib/transport/organization-url';
import { Icon } from '@/components/ui/icon';

type Props = { params: Promise<{ organization: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

const mostActors = 250;
// Half of what the API gives: each event has its details in the page.
const pageSize = 25;

export async function generateMetadata() {
  const t = await getTranslations('audit');
  return { title: t('title') };
}

export default async function AuditPage({ params, searchParams }: Props) {
  const [organization, given, zone, t] = await Promise.all([organizationOf(params), searchParams, getTimeZone(), getTranslations('audit')]);
  if (!mayOpen('audit', organization.role)) redirect('/forbidden');
  const auditUrl = organizationUrl(organization.slug, 'audit');
  const query = auditQuery(given);
  const cursor = [given.cursor].flat()[0] ?? null;
  const [page, members, refused] = await Promise.all([
    ask(listAuditEvents, { organization: organization.id, ...auditInput(query, zone), cursor, limit: pageSize }),
    ask(listMembers, { organization: organization.id, limit: mostActors }),
    ask(listRefusedUses, { organization: organization.id, key: query.key, limit: 25 }),
  ]);
  return (
    <div className="space-y-6">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="max-w-2xl">
          <h1 className="text-2xl font-semibold">{t('title')}</h1>
          <p className="mt-1 text-ink-soft">{t('intro')}</p>
        </div>
        <LinkButton href={address(`${auditUrl}/export`, query)}>
          <Icon name="download" />
          {t('export')}
        </LinkButton>
      </div>
      <IncidentSearch auditUrl={auditUrl} />
      <AuditFilters auditUrl={auditUrl} query={query} actors={members.items} entries={page.items} />
      {query.keyId && page.items.length === 0 && <Notice kind="warning">{t('unknown_key')}</Notice>}
      <section aria-labelledby="events">
        <h2 id="events" className="mb-3 text-base font-semibold">
          {t('events')}
        </h2>
        <AuditTable entries={page.items} auditUrl={auditUrl} />
        {page.searchedTo && (
          <p className="mt-3 text-ink-soft">
            {t('searched_to')} <Time at={page.searchedTo} />
          </p>
        )}
        <Pager of={t('events')} first={cursor ? address(auditUrl, query) : null} next={page.nextCursor && address(auditUrl, { ...query, cursor: page.nextCursor })} />
      </section>
      <RefusedUses uses={refused} auditUrl={auditUrl} />
    </div>
  );
}

function address(url: string, query: Record<string, string | undefined>): string {
  const given = new URLSearchParams(Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined));
  return given.size > 0 ? `${url}?${given}` : url;
}
