import { getTranslations } from 'next-intl/server';
import { KeyFree } from './key-free';
import { parameter, type Section, type View } from './key-view';
import { hygiene } from '@/lib/core/keys/listing/filters';
import { statuses, types } from '@/lib/core/keys/key';
import { everything, catalogue } from '@/lib/core/keys/scopes';
import { Button, LinkButton } from './ui/button';
import { Icon } from './ui/icon';

type Props = { section: Section; view: View; keysUrl: string; address: (change: Partial<View>) => string; others: [string, string][] };

const none: Partial<View> = { search: '', status: '', type: '', scope: '', only: '', creator: '' };

/** Search and filters as a form that is sent by GET, and the questions of hygiene as links. */
export async function KeyFilter({ section, view, keysUrl, address, others }: Props) {
  const t = await getTranslations('keys');
  const scopes = [everything, ...catalogue().flatMap((group) => [`${group.resource}:*`, ...group.actions.map((action) => `${group.resource}:${action}`)])];
  const kept = others.concat(view.order === 'newest' ? [] : [[parameter(section, 'order'), view.order]], view.creator ? [[parameter(section, 'creator'), view.creator]] : [], view.only ? [[parameter(section, 'only'), view.only]] : []);
  const filtered = Object.keys(none).some((field) => view[field as keyof View] !== '');
  return (
    <div className="space-y-2">
      <KeyFree>
        <form action={keysUrl} role="search" aria-labelledby={`${section}-keys`} className="flex flex-wrap items-center gap-2">
          {kept.map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <input
            type="search"
            name={parameter(section, 'search')}
            defaultValue={view.search}
            maxLength={100}
            aria-label={t('search')}
            placeholder={t('search')}
            className="min-h-9 min-w-40 flex-1 basis-52 rounded-md border border-line-strong bg-surface px-3 py-1.5 text-base sm:max-w-72 sm:text-sm"
          />
          <Select name={parameter(section, 'status')} label={t('status')} value={view.status} choices={statuses.map((status) => [status, t(`status_${status}`)])} />
          <Select name={parameter(section, 'type')} label={t('type')} value={view.type} choices={types.map((type) => [type, t(`type_${type}`)])} />
          <Select name={parameter(section, 'scope')} label={t('scopes')} value={view.scope} choices={scopes.map((scope) => [scope, scope === everything ? t('all_scopes') : scope])} />
          <Button type="submit">
            <Icon name="search" />
            {t('apply')}
          </Button>
          {filtered && (
            <LinkButton href={address(none)} tone="quiet">
              <Icon name="x" />
              {t('clear')}
            </LinkButton>
          )}
        </form>
      </KeyFree>
      <ul aria-label={t('hygiene')} className="print:hidden flex flex-wrap gap-1.5">
        {hygiene.map((only) => (
          <li key={only}>
            <a
              href={address({ only: view.only === only ? '' : only })}
              aria-current={view.only === only ? 'true' : undefined}
              className="inline-flex min-h-7 items-center rounded-full border border-line px-2.5 text-xs text-ink-soft hover:bg-raised hover:text-ink aria-[current=true]:border-accent aria-[current=true]:bg-accent-soft aria-[current=true]:font-medium aria-[current=true]:text-accent"
            >
              {t(`only_${only}`)}
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}

async function Select({ name, label, value, choices }: { name: string; label: string; value: string; choices: [string, string][] }) {
  const t = await getTranslations('keys');
  const known = value === '' || choices.some(([choice]) => choice === value) ? choices : [...choices, [value, value] as [string, string]];
  return (
    <select name={name} defaultValue={value} aria-label={label} className="min-h-9 max-w-44 rounded-md border border-line-strong bg-surface px-2 py-1.5 text-base sm:text-sm">
      <option value="">{t('any', { what: label })}</option>
      {known.map(([choice, text]) => (
        <option key={choice} value={choice}>
          {text}
        </option>
      ))}
    </select>
  );
}
