import { getTranslations } from 'next-intl/server';
import { InvitationActions } from '@/components/invitation-actions';
import { Pager } from '@/components/pager';
import { Badge } from '@/components/ui/badge';
import { Table } from '@/components/ui/table';
import { Time } from '@/components/ui/time';
import type { Role } from '@/lib/core/access';
import type { Invitation } from '@/lib/core/invitations/invitation';
import { listInvitations } from '@/lib/core/invitations/list';
import { origin } from '@/lib/transport/here';
import { ask } from '@/lib/transport/page';
import { resendAction, withdrawAction } from './actions';
import { addressOf, type View } from './address';

type Counts = { total: number; active: number; pending: number; admins: number; owners: number };

/** How many people there are. */
export async function Figures({ total, active, pending, admins, owners }: Counts) {
  const t = await getTranslations('members');
  const figures = [
    [t('figure_total'), total],
    [t('figure_active'), active],
    [t('figure_pending'), pending],
    [t('figure_leading'), admins + owners],
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      {figures.map(([label, count]) => (
        <div key={label} className="flex flex-col-reverse justify-end rounded-lg border border-line bg-surface px-4 py-3">
          <dt className="text-ink-soft">{label}</dt>
          <dd className="text-2xl font-semibold tabular-nums">{count}</dd>
        </div>
      ))}
    </dl>
  );
}

type Props = { organization: { id: string; role: Role }; membersUrl: string; view: View };

/** Who is invited and has not come yet. */
export async function Invitations({ organization, membersUrl, view }: Props) {
  const cursor = view.invitations || null;
  const t = await getTranslations();
  const page = await ask(listInvitations, { organization: organization.id, cursor });
  const from = await origin();
  if (page.items.length === 0 && !cursor) return null;
  return (
    <section aria-labelledby="invitation-list">
      <h2 id="invitation-list" className="text-base font-semibold">
        {t('invitations.list')}
      </h2>
      <div className="mt-3">
        <Table
          caption={t('invitations.list')}
          columns={[t('invitations.email'), t('members.role'), t('invitations.state'), t('invitations.invited_by'), t('invitations.expires')]}
          actions={t('members.actions')}
          rows={page.items.map((invitation) => ({
            id: invitation.id,
            cells: [
              <span key="email" className="font-medium">{invitation.email}</span>,
              t(`roles.${invitation.role}`),
              <State key="state" state={invitation.state} />,
              invitation.invitedBy?.name ?? t('invitations.by_system'),
              <Time key="expires" at={invitation.expiresAt} />,
            ],
            actions: (organization.role === 'owner' || invitation.role !== 'owner') && (
              <InvitationActions
                resend={resendAction}
                withdraw={withdrawAction.bind(null, addressOf(membersUrl, view))}
                organization={organization.id}
                invitation={{ id: invitation.id, email: invitation.email, state: invitation.state }}
                origin={from}
              />
            ),
          }))}
        />
      </div>
      <Pager of={t('invitations.list')} first={cursor && addressOf(membersUrl, view, { invitations: '' })} next={page.nextCursor && addressOf(membersUrl, view, { invitations: page.nextCursor })} />
    </section>
  );
}

const looks = {
  pending: { tone: 'good', icon: 'mail-check' },
  unsent: { tone: 'bad', icon: 'mail-warning' },
  expired: { tone: 'plain', icon: 'clock' },
} as const;

async function State({ state }: { state: Invitation['state'] }) {
  const t = await getTranslations('invitations');
  return <Badge {...looks[state]}>{t(`state_${state}`)}</Badge>;
}
