import type { TextareaHTMLAttributes } from 'react';

type Props = { label: string; name: string; hint?: string; error?: string } & TextareaHTMLAttributes<HTMLTextAreaElement>;

/** A labelled place for several lines. */
export function TextAreaField({ label, name, hint, error, id = name, ...rest }: Props) {
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <textarea
        id={id}
        name={name}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        className="mt-1.5 block w-full rounded-md border border-line-strong bg-surface px-3 py-2 text-base aria-invalid:border-danger sm:text-sm"
        {...rest}
      />
      {hint && (
        <p id={`${id}-hint`} className="mt-1.5 text-ink-soft">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="mt-1.5 font-medium text-danger">
          {error}
        </p>
      )}
    </div>
  );
}
