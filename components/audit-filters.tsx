import { getMessages, getTranslations } from 'next-intl/server';
import type { Entry } from '@/lib/core/audit/entry';
import type { AuditQuery } from '@/lib/transport/audit-query';
import { KeyGuard } from './key-guard';
import { Button, LinkButton } from './ui/button';
import { Field } from './ui/field';
import { SelectField, type Choice } from './ui/select-field';

type Props = { auditUrl: string; query: AuditQuery; actors: { id: string; name: string; email: string }[]; entries: Entry[] };

/** Narrows the log; a plain form, so that what it finds has an address. */
export async function AuditFilters({ auditUrl, query, actors, entries }: Props) {
  const t = await getTranslations('audit');
  const { actions, entities } = (await getMessages()).audit as { actions: Record<string, Record<string, string>>; entities: Record<string, string> };
  const actor = entries.find((entry) => entry.actor.id === query.actor)?.actor.name;
  const choicesOf = (value: string | undefined, choices: Choice[], name = value) => [{ value: '', label: t('all') }, ...choices, ...unknown(value, choices, name)];
  const actionChoices = Object.entries(actions).flatMap(([entity, verbs]) => Object.entries(verbs).map(([verb, label]) => ({ value: `${entity}.${verb}`, label })));
  return (
    <KeyGuard auditUrl={auditUrl}>
      <form method="get" action={auditUrl} role="search" className="grid gap-4 rounded-xl border border-line bg-surface p-4 sm:grid-cols-2 lg:grid-cols-3">
        {query.key && <input type="hidden" name="key" value={query.key} />}
        {query.keyId && <input type="hidden" name="keyId" value={query.keyId} />}
        <Field label={t('text')} name="q" type="search" defaultValue={query.q} maxLength={100} autoComplete="off" />
        <SelectField label={t('actor')} name="actor" defaultValue={query.actor ?? ''} choices={choicesOf(query.actor, actors.map(({ id, name, email }) => ({ value: id, label: `${name} · ${email}` })), actor)} />
        <SelectField label={t('entity')} name="entity" defaultValue={query.entity ?? ''} choices={choicesOf(query.entity, Object.entries(entities).map(([value, label]) => ({ value, label })))} />
        <SelectField label={t('action')} name="action" defaultValue={query.action ?? ''} choices={choicesOf(query.action, actionChoices)} />
        <Field label={t('from')} name="from" type="date" defaultValue={query.from} />
        <Field label={t('to')} name="to" type="date" defaultValue={query.to} />
        <div className="flex flex-row-reverse gap-2 sm:col-span-2 lg:col-span-3">
          <Button type="submit" tone="primary">
            {t('filter')}
          </Button>
          {Object.keys(query).length > 0 && <LinkButton href={auditUrl}>{t('clear')}</LinkButton>}
        </div>
      </form>
    </KeyGuard>
  );
}

/** What is asked for and not among the choices, such as somebody who has left: else the form would show that all is asked for. */
function unknown(value: string | undefined, choices: Choice[], name: string | undefined): Choice[] {
  return !value || choices.some((choice) => choice.value === value) ? [] : [{ value, label: name || value }];
}
