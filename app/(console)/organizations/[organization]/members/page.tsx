import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { KeyFree } from '@/components/key-free';
import { withoutKeys } from '@/components/key-in-text';
import { KeyLeftOut } from '@/components/key-left-out';
import { MemberActions } from '@/components/member-actions';
import { Pager } from '@/components/pager';
import { Button, LinkButton } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Table } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import { reachOf } from '@/lib/core/access';
import { countMembers } from '@/lib/core/members/count';
import { listMembers } from '@/lib/core/members/list';
import { mostKeysCounted } from '@/lib/core/members/member';
import { currentSession } from '@/lib/transport/identify';
import { organizationOf } from '@/lib/transport/organization';
import { ask } from '@/lib/transport/page';
import { organizationUrl } from '@/lib/transport/organization-url';
import { changeRoleAction } from './actions';
import { addressOf, viewOf, type Query } from './address';
import { Figures, Invitations } from './components';
import { Icon } from '@/components/ui/icon';

// Half of what the API gives: a row with its menu is what this page takes its time for.
const pageSize = 25;

type Props = { params: Promise<{ organization: string }>; searchParams: Promise<Query> };

export async function generateMetadata() {
  const t = await getTranslations('members');
  return { title: t('title') };
}

export default async function MembersPage({ params, searchParams }: Props) {
  const [organization, query, session, t] = await Promise.all([organizationOf(params), searchParams, currentSession(), getTranslations()]);
  const membersUrl = organizationUrl(organization.slug, 'members');
  const clean = withoutKeys(membersUrl, query);
  if (clean) redirect(clean);
  const view = viewOf(query);
  const address = (change: Partial<typeof view>) => addressOf(membersUrl, view, change);
  const [figures, page] = await Promise.all([
    ask(countMembers, { organization: organization.id }),
    ask(listMembers, { organization: organization.id, search: view.q, cursor: view.page || null, limit: pageSize }),
  ]);
  const changeRole = changeRoleAction.bind(null, address({}));
  const manages = reachOf(organization.role, 'member:update') !== null;
  const done = (['role', 'removed', 'withdrawn'] as const).find((what) => what === query.done);
  return (
    <div className="space-y-8">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <div className="max-w-2xl">
          <h1 className="text-2xl font-semibold">{t('members.title')}</h1>
          <p className="mt-1 text-ink-soft">{t(manages ? 'members.intro' : 'members.intro_reader', { organization: organization.name })}</p>
        </div>
        {manages && (
          <LinkButton href={`${membersUrl}/invite`} tone="primary" className="shrink-0">
            <Icon name="user-plus" />
            {t('invitations.invite')}
          </LinkButton>
        )}
      </div>
      <KeyLeftOut done={query.done} />
      {done && <Notice kind="success">{t(`members.done_${done}`)}</Notice>}
      <Figures {...figures} />
      <section aria-labelledby="member-list">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h2 id="member-list" className="text-base font-semibold">
            {t('members.list')}
          </h2>
          <KeyFree>
            <form method="get" action={membersUrl} role="search" className="flex gap-2">
              {view.invitations && <input type="hidden" name="invitations" value={view.invitations} />}
              <input type="search" name="q" defaultValue={view.q} maxLength={100} aria-label={t('members.search')} placeholder={t('members.search')} className="min-h-9 w-56 rounded-md border border-line-strong bg-surface px-3 text-base sm:text-sm" />
              <Button type="submit" aria-label={t('members.search')}>
                <Icon name="search" />
              </Button>
            </form>
          </KeyFree>
        </div>
        <div className="mt-3">
          {page.items.length === 0 ? (
            <p className="rounded-lg border border-line bg-surface px-4 py-6 text-center text-ink-soft">{t('members.none_found')}</p>
          ) : (
            <Table
              caption={t('members.list')}
              columns={[t('members.name'), t('members.role'), t('members.joined'), t('members.keys'), t('members.last_seen')]}
              actions={manages ? t('members.actions') : undefined}
              rows={page.items.map((member) => ({
                id: member.id,
                cells: [
                  <>
                    <span key="name" className="block font-medium">{member.name}{member.id === session?.user.id && <span className="font-normal text-ink-soft"> · {t('members.you')}</span>}</span>
                    <span key="email" className="block text-xs text-ink-soft">{member.email}</span>
                  </>,
                  t(`roles.${member.role}`),
                  <Time key="joined" at={member.joinedAt} clock={false} />,
                  member.keys < mostKeysCounted ? member.keys : `${mostKeysCounted}+`,
                  member.lastSeenAt ? <Time key="seen" at={member.lastSeenAt} /> : t('members.never_seen'),
                ],
                actions: (organization.role === 'owner' || member.role !== 'owner') && (
                  <MemberActions
                    action={changeRole}
                    organization={organization.id}
                    member={{ id: member.id, name: member.name, role: member.role }}
                    roles={organization.role === 'owner' ? ['owner', 'admin', 'member'] : ['admin', 'member']}
                    removeUrl={member.id === session?.user.id ? null : addressOf(`${membersUrl}/${member.id}/remove`, view)}
                  />
                ),
              }))}
            />
          )}
        </div>
        <Pager of={t('members.list')} first={view.page ? address({ page: '' }) : null} next={page.nextCursor && address({ page: page.nextCursor })} />
      </section>
      {reachOf(organization.role, 'invitation:read') && <Invitations organization={organization} membersUrl={membersUrl} view={view} />}
    </div>
  );
}
