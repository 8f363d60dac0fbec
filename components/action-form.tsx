'use client';

import { useTranslations } from 'next-intl';
import { useActionState, type InputHTMLAttributes } from 'react';
import type { FormState } from '@/lib/transport/action';
import { Button, LinkButton } from './ui/button';
import { Field } from './ui/field';
import { Notice } from './ui/notice';
import { SelectField, type Choice } from './ui/select-field';
import { TextAreaField } from './ui/text-area-field';

export type FormField = { name: string; label: string; hint?: string; choices?: Choice[]; lines?: number } & Pick<
  InputHTMLAttributes<HTMLInputElement>,
  'type' | 'autoComplete' | 'required' | 'minLength' | 'maxLength' | 'defaultValue'
>;

type Props = {
  action: (state: FormState<unknown>, form: FormData) => Promise<FormState<unknown>>;
  hidden?: Record<string, string>;
  fields?: FormField[];
  submit: string;
  tone?: 'primary' | 'danger' | 'plain';
  cancel?: string;
  /** What is said when it is done and the page stays. */
  done?: string;
  wide?: boolean;
};

/** A form of an action: its fields keep what was typed, but for secrets, and say what is wrong with it. */
export function ActionForm({ action, hidden = {}, fields = [], submit, tone = 'primary', cancel, done, wide = false }: Props) {
  const t = useTranslations('app');
  const [state, send, pending] = useActionState(action, { status: 'untouched' });
  const refused = state.status === 'refused' ? state : null;
  return (
    <form action={send} className="space-y-5">
      {refused && <Notice kind="error">{refused.message}</Notice>}
      {state.status === 'done' && done && <Notice kind="success">{done}</Notice>}
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {fields.map((field) => (
        // A changed default reaches a line by itself, and a choice only when it is made anew.
        <FormFieldOf key={`${field.name} ${refused?.values[field.name] ?? (field.choices && field.defaultValue) ?? ''}`} {...field} error={refused?.fields[field.name]} defaultValue={refused?.values[field.name] ?? field.defaultValue} />
      ))}
      <div className={`flex flex-row-reverse flex-wrap gap-2 ${wide ? '' : 'justify-start'}`}>
        <Button type="submit" tone={tone} disabled={pending} className={wide ? 'w-full' : ''}>
          {submit}
        </Button>
        {cancel && <LinkButton href={cancel}>{t('cancel')}</LinkButton>}
      </div>
    </form>
  );
}

function FormFieldOf({ choices, lines, ...field }: FormField & { error?: string }) {
  const { type: _type, ...area } = field;
  if (choices) return <SelectField {...(area as object)} label={field.label} name={field.name} choices={choices} />;
  if (lines) return <TextAreaField {...(area as object)} label={field.label} name={field.name} rows={lines} />;
  return <Field {...field} />;
}
