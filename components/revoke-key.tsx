'use client';

import { Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useActionState, useState, type MouseEvent, type ReactNode } from 'react';
import type { FormState } from '@/lib/transport/action';
import { Button, LinkButton } from './ui/button';
import { Dialog } from './ui/dialog';
import { Notice } from './ui/notice';

type RevokeAction = (state: FormState<unknown>, form: FormData) => Promise<FormState<unknown>>;

/** `way`: one deletes a key of one's own, and revokes another's. The operation is the same. */
type Props = { action: RevokeAction; way: 'delete' | 'revoke'; organization: string; keysUrl: string; id: string; name: string };

/** The button in a key's row: a dialog where scripts run, else the page that the link names. */
export function RevokeKeyButton(props: Props) {
  const t = useTranslations();
  const [open, setOpen] = useState(false);
  const show = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    setOpen(true);
  };
  return (
    <>
      <LinkButton href={`${props.keysUrl}/${props.id}/revoke`} tone="quiet-danger" size="small" onClick={show} aria-haspopup="dialog" aria-label={t(`keys.${props.way}_key`, { name: props.name })}>
        <Trash2 aria-hidden className="size-4" />
        {t(`keys.${props.way}`)}
      </LinkButton>
      <Dialog open={open} onOpenChange={setOpen} role="alertdialog" title={t(`keys.${props.way}_title`)} description={<Warning {...props} />} close={t('app.close')}>
        <RevokeKeyForm {...props}>
          <Button onClick={() => setOpen(false)}>{t('app.cancel')}</Button>
        </RevokeKeyForm>
      </Dialog>
    </>
  );
}

/** The page of its own. */
export function RevokeKeyPage(props: Props) {
  const t = useTranslations();
  return (
    <>
      <h1 className="text-2xl font-semibold">{t(`keys.${props.way}_title`)}</h1>
      <div className="mt-2 mb-6">
        <Warning {...props} />
      </div>
      <RevokeKeyForm {...props}>
        <LinkButton href={props.keysUrl}>{t('app.cancel')}</LinkButton>
      </RevokeKeyForm>
    </>
  );
}

function Warning({ way, name }: Props) {
  const t = useTranslations('keys');
  return (
    <>
      <p className="font-semibold text-ink wrap-anywhere">{name}</p>
      <p className="mt-1">{t(`${way}_warning`)}</p>
    </>
  );
}

function RevokeKeyForm({ action, way, organization, id, children }: Props & { children: ReactNode }) {
  const t = useTranslations('keys');
  const [state, submit, pending] = useActionState(action, { status: 'untouched' });
  return (
    <form action={submit} className="space-y-5">
      {state.status === 'refused' && <Notice kind="error">{state.message}</Notice>}
      <input type="hidden" name="organization" value={organization} />
      <input type="hidden" name="key" value={id} />
      <div className="flex flex-wrap justify-end gap-2">
        {children}
        <Button type="submit" tone="danger" disabled={pending}>
          {pending ? t(way === 'delete' ? 'deleting' : 'revoking') : t(way)}
        </Button>
      </div>
    </form>
  );
}
