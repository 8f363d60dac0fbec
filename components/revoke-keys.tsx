'use client';

import { lazy, Suspense, useEffect, useState } from 'react';
import type { RevokeKeyProps } from './revoke-key-form';

const RevokeKeyDialog = lazy(() => import('./revoke-key-dialog'));

type Key = Pick<RevokeKeyProps, 'way' | 'id' | 'name'> & { active: boolean };

type Props = {
  actions: { disable: NonNullable<RevokeKeyProps['disable']>; delete: RevokeKeyProps['action']; revoke: RevokeKeyProps['action'] };
  organization: string;
  keysUrl: string;
  /** When the server drew the page: a dialog does not outlive the list that it was opened from. */
  drawn: number;
};

/** One dialog for all the keys of a page: the links of their menus open it where scripts run, else the page that they name. */
export function RevokeKeys({ actions, organization, keysUrl, drawn }: Props) {
  const [asked, setAsked] = useState<{ key: Key; drawn: number } | null>(null);
  useEffect(() => {
    const show = (event: MouseEvent) => {
      const link = (event.target as Element).closest<HTMLElement>('a[data-revoke]');
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      setAsked({ key: JSON.parse(link.dataset.revoke!) as Key, drawn });
    };
    document.addEventListener('click', show);
    return () => document.removeEventListener('click', show);
  }, [drawn]);
  const key = asked?.drawn === drawn ? asked.key : null;
  return (
    <Suspense fallback={null}>
      {key && <RevokeKeyDialog {...key} action={actions[key.way]} disable={key.active ? actions.disable : undefined} organization={organization} keysUrl={keysUrl} onClose={() => setAsked(null)} />}
    </Suspense>
  );
}
