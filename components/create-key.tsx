'use client';

import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { createContext, useActionState, useContext, useState, type MouseEvent, type ReactNode } from 'react';
import type { FormState } from '@/lib/transport/action';
import type { Key, Revealed } from '@/lib/core/keys/key';
import { SecretReveal } from './secret-reveal';
import { Button, LinkButton } from './ui/button';
import { Dialog } from './ui/dialog';
import type { ScopeWords } from '@/lib/i18n/scopes';
import { KeyFields } from './key-form/key-fields';
import { Notice } from './ui/notice';

export type Created = { key: Pick<Key, 'id' | 'name'>; revealed: Revealed };
type CreateAction = (state: FormState<Created>, form: FormData) => Promise<FormState<Created>>;

/** `keysUrl` is the list's path; the form's one-time id makes a second post of it harmless. */
type Props = { action: CreateAction; organization: string; formId: string; keysUrl: string; origin: string; words: ScopeWords; opened: number };

const Opener = createContext<() => void>(() => {});

/** Keeps the dialog while the page around it is drawn anew: a key that was just made must not vanish with an empty list. */
export function CreateKey({ children, ...props }: Props & { children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <Opener value={() => setOpen(true)}>
      {children}
      {open && <CreateKeyDialog {...props} onClose={() => setOpen(false)} />}
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
      <Plus aria-hidden className="size-4" />
      {t('open_create')}
    </LinkButton>
  );
}

function CreateKeyDialog({ onClose, ...props }: Props & { onClose: () => void }) {
  const t = useTranslations();
  const [state, submit, pending] = useActionState(props.action, { status: 'untouched' });
  const [saved, setSaved] = useState(false);
  const [warned, setWarned] = useState(false);
  const created = state.status === 'done' ? state.result : null;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={created ? t('reveal.heading', { name: created.key.name }) : t('keys.create')}
      description={created ? undefined : t('keys.create_intro')}
      close={t('app.close')}
      guarded={pending || (created !== null && !saved)}
      onGuarded={() => setWarned(true)}
      wide
    >
      {created ? (
        <>
          <SecretReveal revealed={created.revealed} origin={props.origin} useUrl={`${props.keysUrl}/${created.key.id}/use`} onSaved={() => setSaved(true)} />
          <div className="mt-6 flex flex-wrap items-center justify-between gap-3 border-t border-line pt-4">
            <label className="flex items-center gap-2">
              <input type="checkbox" checked={saved} onChange={(event) => setSaved(event.target.checked)} className="size-4 accent-accent" />
              {t('reveal.confirm')}
            </label>
            <Button tone="primary" onClick={() => (saved ? onClose() : setWarned(true))}>
              {t('reveal.done')}
            </Button>
          </div>
          <p role="status" className="mt-2 text-end font-medium text-danger empty:hidden">
            {warned && !saved ? t('reveal.guard') : ''}
          </p>
        </>
      ) : (
        <CreateKeyForm {...props} state={state} submit={submit} pending={pending}>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
        </CreateKeyForm>
      )}
    </Dialog>
  );
}

/** The page of its own: the form, then the key in its place. A state that holds the secret renders no form. */
export function CreateKeyPage(props: Props) {
  const t = useTranslations();
  const [state, submit, pending] = useActionState(props.action, { status: 'untouched' });
  if (state.status !== 'done') {
    return (
      <>
        <h1 className="text-2xl font-semibold">{t('keys.create')}</h1>
        <p className="mt-1 mb-6 text-ink-soft">{t('keys.create_intro')}</p>
        <CreateKeyForm {...props} state={state} submit={submit} pending={pending}>
          <LinkButton href={props.keysUrl}>{t('app.cancel')}</LinkButton>
        </CreateKeyForm>
      </>
    );
  }
  const { key, revealed } = state.result;
  return (
    <>
      <h1 className="mb-5 text-2xl font-semibold wrap-anywhere">{t('reveal.heading', { name: key.name })}</h1>
      <SecretReveal revealed={revealed} origin={props.origin} useUrl={`${props.keysUrl}/${key.id}/use`} />
      <p className="mt-6">
        <LinkButton href={props.keysUrl} tone="primary">
          {t('keys.to_list')}
        </LinkButton>
      </p>
    </>
  );
}

type FormProps = Props & { state: FormState<Created>; submit: (form: FormData) => void; pending: boolean; children: ReactNode };

function CreateKeyForm({ organization, formId, words, opened, state, submit, pending, children }: FormProps) {
  const t = useTranslations('keys');
  const refused = state.status === 'refused' ? state : null;
  return (
    <form action={submit} className="space-y-6">
      {refused && <Notice kind="error">{refused.reason === 'conflict' ? t('already_created') : refused.message}</Notice>}
      <input type="hidden" name="organization" value={organization} />
      <input type="hidden" name="formId" value={formId} />
      <KeyFields state={state} words={words} initial={{ name: '', preset: 'read_only', scopes: [], expiry: '90', addresses: '' }} opened={opened} withType />
      <div className="flex flex-row-reverse flex-wrap justify-start gap-2">
        <Button type="submit" tone="primary" disabled={pending}>
          {pending ? t('creating') : t('create')}
        </Button>
        {children}
      </div>
    </form>
  );
}
