'use client';

import { Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { lazy, Suspense, useState, type MouseEvent } from 'react';
import type { RevokeKeyProps } from './revoke-key-form';
import { menuLook } from './ui/menu';

const RevokeKeyDialog = lazy(() => import('./revoke-key-dialog'));

/** The last item of a key's menu: a dialog where scripts run, else the page that the link names. */
export function RevokeKeyItem(props: RevokeKeyProps) {
  const t = useTranslations();
  const [open, setOpen] = useState(false);
  const show = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    setOpen(true);
  };
  return (
    <>
      <a href={`${props.keysUrl}/${props.id}/revoke`} onClick={show} aria-haspopup="dialog" aria-label={t(`keys.${props.way}_key`, { name: props.name })} className={`${menuLook} text-danger hover:bg-danger-soft`}>
        <Trash2 aria-hidden className="size-4" />
        {t(`keys.${props.way}`)}
      </a>
      <Suspense fallback={null}>{open && <RevokeKeyDialog {...props} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
