'use client';

import { Trash2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useActionState, useEffect, useState, type MouseEvent, type ReactNode } from 'react';
import type { FormState } from '@/lib/transport/action';
import { KeyEffect, type Effect } from './key-effect';
import { Button, LinkButton } from './ui/button';
import { Dialog } from './ui/dialog';
import { Field } from './ui/field';
import { menuLook } from './ui/menu';
import { Notice } from './ui/notice';

type RevokeAction = (state: FormState<unknown>, form: FormData) => Promise<FormState<unknown>>;
type DisableAction = (form: FormData) => Promise<void>;

/** `way`: one deletes a key of one's own, and revokes another's. The operation is the same. */
type Props = {
  action: RevokeAction;
  /** Offered in its place, since it can be undone; none when the key is disabled already. */
  disable?: DisableAction;
  way: 'delete' | 'revoke';
  organization: string;
  keysUrl: string;
  id: string;
  name: string;
};

/** The last item of a key's menu: a dialog where scripts run, else the page that the link names. */
export function RevokeKeyItem(props: Props) {
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
      <Dialog open={open} onOpenChange={setOpen} role="alertdialog" title={t(`keys.${props.way}_title`)} description={<Warning {...props} />} close={t('app.close')}>
        <FetchedForm {...props}>
          <Button onClick={() => setOpen(false)}>{t('app.cancel')}</Button>
        </FetchedForm>
      </Dialog>
    </>
  );
}

/** The page of its own. */
export function RevokeKeyPage(props: Props & { effect: Effect }) {
  const t = useTranslations();
  return (
    <>
      <h1 className="text-2xl font-semibold">{t(`keys.${props.way}_title`)}</h1>
      <div className="mt-2 mb-5">
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

/** Asks what it would hit when the dialog opens. */
function FetchedForm(props: Props & { children: ReactNode }) {
  const [effect, setEffect] = useState<Effect | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    void fetch(`${props.keysUrl}/${props.id}/effect`, { signal: stop.signal })
      .then(async (response) => response.ok && setEffect((await response.json()) as Effect))
      .catch(() => {});
    return () => stop.abort();
  }, [props.keysUrl, props.id]);
  return <RevokeKeyForm {...props} effect={effect} />;
}

function RevokeKeyForm({ action, disable, way, organization, id, name, effect, children }: Props & { effect: Effect | null; children: ReactNode }) {
  const t = useTranslations('keys');
  const [state, submit, pending] = useActionState(action, { status: 'untouched' });
  const refused = state.status === 'refused' ? state : null;
  const typed = (effect !== null && effect.requests > 0) || refused?.fields.confirm !== undefined;
  return (
    <form action={submit} className="space-y-5">
      {refused && <Notice kind="error">{refused.message}</Notice>}
      <KeyEffect effect={effect} />
      <input type="hidden" name="organization" value={organization} />
      <input type="hidden" name="key" value={id} />
      <input type="hidden" name="name" value={name} />
      {typed && <Field label={t('confirm_name')} name="confirm" hint={name} error={refused?.fields.confirm} defaultValue={refused?.values.confirm} autoComplete="off" />}
      <div className="flex flex-wrap justify-end gap-2">
        {children}
        {disable && (
          <Button type="submit" formAction={disable} formNoValidate>
            {t('disable_instead')}
          </Button>
        )}
        <Button type="submit" tone="danger" disabled={pending}>
          {pending ? t(way === 'delete' ? 'deleting' : 'revoking') : t(way)}
        </Button>
      </div>
    </form>
  );
}
