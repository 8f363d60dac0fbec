'use client';

import { useTranslations } from 'next-intl';
import { createContext, lazy, Suspense, useContext, useState, type MouseEvent, type ReactNode } from 'react';
import type { CreateKeyProps } from './create-key-form';
import { LinkButton } from './ui/button';
import { Icon } from './ui/icon';

// The form and what shows the key weigh more than the list: they are fetched when the dialog opens.
const CreateKeyDialog = lazy(() => import('./create-key-dialog'));

const Opener = createContext<() => void>(() => {});

/** Keeps the dialog while the page around it is drawn anew: a key that was just made must not vanish with an empty list. */
export function CreateKey({ children, ...props }: CreateKeyProps & { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <Opener value={() => setOpen(true)}>
      {children}
      <Suspense fallback={null}>{open && <CreateKeyDialog {...props} onClose={() => setOpen(false)} />}</Suspense>
    </Opener>
  );
}

/** Opens the form: the dialog where scripts run, else the page that the link names. */
export function CreateKeyButton({ keysUrl }: { keysUrl: string }) {
  const t = useTranslations('keys');
  const open = useContext(Opener);
  const show = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    open();
  };
  return (
    <LinkButton href={`${keysUrl}/new`} tone="primary" onClick={show} aria-haspopup="dialog" className="shrink-0">
      <Icon name="plus" />
      {t('open_create')}
    </LinkButton>
  );
}
