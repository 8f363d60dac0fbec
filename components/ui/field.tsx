import type { InputHTMLAttributes } from 'react';
import { controlLook, FieldFrame, type FieldProps } from './field-frame';

/** A labelled line to type in. */
export function Field({ label, name, hint, error, id = name, ...rest }: FieldProps & InputHTMLAttributes<HTMLInputElement>) {
  return <FieldFrame {...{ id, name, label, hint, error }} control={(tied) => <input {...tied} className={controlLook} {...rest} />} />;
}
