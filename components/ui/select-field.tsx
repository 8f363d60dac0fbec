import type { SelectHTMLAttributes } from 'react';

export type Choice = { value: string; label: string };
type Props = { label: string; name: string; choices: Choice[]; hint?: string; error?: string } & SelectHTMLAttributes<HTMLSelectElement>;

/** A labelled choice of one among a few. */
export function SelectField({ label, name, choices, hint, error, id = name, ...rest }: Props) {
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div>
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <select
        id={id}
        name={name}
        aria-invalid={error ? true : undefined}
        aria-describedby={described || undefined}
        className="mt-1.5 block min-h-9 w-full rounded-md border border-line-strong bg-surface px-3 py-2 text-base sm:text-sm"
        {...rest}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
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
