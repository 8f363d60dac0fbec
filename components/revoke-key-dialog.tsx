'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState, type ReactNode } from 'react';
import type { Effect } from './key-effect';
import { RevokeKeyForm, RevokeWarning, type RevokeKeyProps } from './revoke-key-form';
import { Button } from './ui/button';
import { Dialog } from './ui/dialog';

/** What is asked before a key is gone for good. */
export default function RevokeKeyDialog({ onClose, ...props }: RevokeKeyProps & { onClose: () => void }) {
  const t = useTranslations();
  return (
    <Dialog open onOpenChange={onClose} role="alertdialog" title={t(`keys.${props.way}_title`)} description={<RevokeWarning {...props} />} close={t('app.close')}>
      <FetchedForm {...props}>
        <Button onClick={onClose}>{t('app.cancel')}</Button>
      </FetchedForm>
    </Dialog>
  );
}

/** Asks what it would hit when the dialog opens. */
function FetchedForm(props: RevokeKeyProps & { children: ReactNode }) {
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
