'use client';

import { useTranslations } from 'next-intl';
import { useActionState, useState } from 'react';
import { CreateKeyForm, type CreateKeyProps } from './create-key-form';
import { SecretReveal } from './secret-reveal';
import { Button } from './ui/button';
import { Dialog } from './ui/dialog';

/** The form, then the key in its place; closed only when the key is safe. */
export default function CreateKeyDialog({ onClose, ...props }: CreateKeyProps & { onClose: () => void }) {
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
          <SecretReveal revealed={created.revealed} asking={props.asking} useUrl={`${props.keysUrl}/${created.key.id}/use`} onSaved={() => setSaved(true)} />
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
          <Button onClick={onClose} disabled={pending}>
            {t('app.cancel')}
          </Button>
        </CreateKeyForm>
      )}
    </Dialog>
  );
}
