import type { ReactNode } from 'react';
import { FieldError } from './field-error';

export type FieldProps = { label: string; name: string; hint?: string; error?: string };

/** What a control carries so that its hint and its error are read out with it. */
type Tied = { id: string; name: string; 'aria-invalid': true | undefined; 'aria-describedby': string | undefined };

/** A label above a control, its hint and its error below, tied together for those who listen. */
export function FieldFrame({ id, name, label, hint, error, control }: FieldProps & { id: string; control: (tied: Tied) => ReactNode }) {
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {control({ id, name, 'aria-invalid': error ? true : undefined, 'aria-describedby': described || undefined })}
      {hint && (
        <p id={`${id}-hint`} className="mt-1.5 text-ink-soft">
          {hint}
        </p>
      )}
      <FieldError id={`${id}-error`} error={error} />
    </div>
  );
}

/** How every control of a form looks. */
export const controlLook = 'mt-1.5 block min-h-9.5 w-full rounded-md border border-line-strong bg-surface px-3 py-2 text-base aria-invalid:border-danger sm:text-sm';
