import type { z } from 'zod';
import { getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/action-form';
import { Time } from '@/components/ui/time';
import type { listSessions } from '@/lib/core/sessions/list';
import { endSessionAction } from './actions';

/** Where one is signed in, each with a button that ends it. */
export async function Sessions({ sessions }: { sessions: z.output<typeof listSessions.definition.output> }) {
  const t = await getTranslations('account');
  return (
    <ul className="divide-y divide-line">
      {sessions.map((session) => (
        <li key={session.id} className="flex flex-wrap items-center justify-between gap-3 py-3">
          <div className="min-w-0 flex-1 basis-64">
            <p className="font-medium wrap-anywhere">
              {session.address ?? t('unknown_address')}
              {session.current && <span className="font-normal text-accent"> · {t('this_session')}</span>}
            </p>
            <p className="truncate text-xs text-ink-soft" title={session.userAgent ?? undefined}>
              {session.userAgent ?? t('unknown_browser')}
            </p>
            <p className="text-xs text-ink-soft">
              {t('signed_in')} <Time at={session.createdAt} /> · {t('last_seen')} <Time at={session.lastSeenAt} />
            </p>
          </div>
          {!session.current && <ActionForm action={endSessionAction} hidden={{ session: session.id }} submit={t('end')} tone="plain" />}
        </li>
      ))}
    </ul>
  );
}
