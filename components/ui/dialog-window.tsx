'use client';

import * as Radix from '@radix-ui/react-dialog';
import { useState } from 'react';
import type { DialogProps } from './dialog';
import { Icon } from './icon';

/** The window itself, with Radix behind it: fetched when the first one opens. */
export default function DialogWindow(props: DialogProps) {
  const { onOpenChange, guarded = false, onGuarded } = props;
  const change = (next: boolean) => (!next && guarded ? onGuarded?.() : onOpenChange(next));
  return (
    <Radix.Root open onOpenChange={change}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Content {...props} />
      </Radix.Portal>
    </Radix.Root>
  );
}

function Content({ title, description, close, role = 'dialog', wide = false, children }: DialogProps) {
  // Links open our dialogs, and Radix returns the focus only to triggers of its own.
  const [opener] = useState(() => document.activeElement as HTMLElement | null);
  const returnFocus = (event: Event) => {
    event.preventDefault();
    // A link of a menu that has folded in meanwhile takes no focus: the menu's button does.
    const place = opener?.closest('details.menu:not([open])')?.querySelector('summary') ?? opener;
    (place?.isConnected ? place : document.getElementById('content'))?.focus();
  };
  return (
    <Radix.Content
      role={role}
      onCloseAutoFocus={returnFocus}
      {...(description ? {} : { 'aria-describedby': undefined })}
      className={`fixed inset-x-0 bottom-0 z-50 max-h-[92dvh] overflow-y-auto rounded-t-xl border border-line bg-surface p-5 shadow-2xl sm:inset-x-auto sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:w-[calc(100vw-3rem)] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-xl sm:p-6 ${wide ? 'sm:max-w-2xl' : 'sm:max-w-md'}`}
    >
      <div className="flex items-start justify-between gap-4">
        <Radix.Title className="text-lg font-semibold wrap-anywhere">{title}</Radix.Title>
        {role === 'dialog' && (
          <Radix.Close aria-label={close} className="-m-1.5 rounded-md p-1.5 text-ink-soft hover:bg-raised hover:text-ink">
            <Icon name="x" className="size-5" />
          </Radix.Close>
        )}
      </div>
      {description && (
        <Radix.Description asChild>
          <div className="mt-1.5 text-ink-soft">{description}</div>
        </Radix.Description>
      )}
      <div className="mt-5">{children}</div>
    </Radix.Content>
  );
}
