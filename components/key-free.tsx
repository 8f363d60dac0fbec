'use client';

import { useTranslations } from 'next-intl';
import { useState, type FormEvent, type ReactNode } from 'react';
import { keyIdIn } from './key-in-text';

/** Around a form that searches by name: a key in it never goes out into an address. The field is emptied, and it is said why. */
export function KeyFree({ children }: { children: ReactNode }) {
  const t = useTranslations('app');
  const [held, setHeld] = useState(false);
  const check = (event: FormEvent) => {
    const fields = [...(event.target as HTMLFormElement).elements].filter((field) => field instanceof HTMLInputElement && keyIdIn(field.value) !== null) as HTMLInputElement[];
    setHeld(fields.length > 0);
    if (fields.length === 0) return;
    event.preventDefault();
    for (const field of fields) field.value = '';
    fields[0]!.focus();
  };
  return (
    <div onSubmitCapture={check}>
      {children}
      <p role="alert" className="mt-1.5 w-0 min-w-full font-medium text-danger empty:hidden">
        {held ? t('key_held_back') : ''}
      </p>
    </div>
  );
}
