import type { SelectHTMLAttributes } from 'react';
import { controlLook, FieldFrame, type FieldProps } from './field-frame';

export type Choice = { value: string; label: string };

/** A labelled choice of one among a few. */
export function SelectField({ label, name, choices, hint, error, id = name, ...rest }: FieldProps & { choices: Choice[] } & SelectHTMLAttributes<HTMLSelectElement>) {
  const options = choices.map((choice) => (
    <option key={choice.value} value={choice.value}>
      {choice.label}
    </option>
  ));
  return (
    <FieldFrame
      {...{ id, name, label, hint, error }}
      control={(tied) => (
        <select {...tied} className={controlLook} {...rest}>
          {options}
        </select>
      )}
    />
  );
}
