'use client';

import { lazy, Suspense, type ReactNode } from 'react';

export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: ReactNode;
  close: string;
  /** While true, Escape, a click outside and the cross call `onGuarded` in place of closing. */
  guarded?: boolean;
  onGuarded?: () => void;
  role?: 'dialog' | 'alertdialog';
  wide?: boolean;
  children: ReactNode;
};

const DialogWindow = lazy(() => import('./dialog-window'));

/** A modal dialog; the focus goes back to what opened it. */
export function Dialog(props: DialogProps) {
  return (
    <Suspense fallback={null}>
      {props.open && <DialogWindow {...props} />}
    </Suspense>
  );
}
