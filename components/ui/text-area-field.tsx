import type { TextareaHTMLAttributes } from 'react';
import { controlLook, FieldFrame, type FieldProps } from './field-frame';

/** A labelled place for several lines. */
export function TextAreaField({ label, name, hint, error, id = name, ...rest }: FieldProps & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  return <FieldFrame {...{ id, name, label, hint, error }} control={(tied) => <textarea {...tied} className={controlLook} {...rest} />} />;
}
