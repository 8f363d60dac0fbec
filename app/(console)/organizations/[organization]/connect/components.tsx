import { getTranslations } from 'next-intl/server';
import { KeyFree } from '@/components/key-free';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import type { Snippet } from '@/components/snippets';
import type { Key } from '@/lib/core/keys/key';
import { toolsFor } from '@/lib/transport/mcp/tools';
import { PlaintextButton } from './plaintext-form';

/** All snippets below each other, where no script turns tabs. */
export function Snippets({ snippets }: { snippets: Snippet[] }) {
  return snippets.map(({ id, language, code }) => (
    <div key={id} className="mb-3">
      <h3 className="font-medium">{language}</h3>
      <pre className="overflow-x-auto rounded-md border border-line bg-raised px-3 py-2 font-mono text-[0.8125rem] whitespace-pre-wrap break-all">{code}</pre>
    </div>
  ));
}

type ToolsProps = { keys: Key[]; chosen: Key | undefined; search: string; searchable: boolean };

/** The tools that a client with that key would see. */
export async function ToolsOfKey({ keys, chosen, search, searchable }: ToolsProps) {
  const t = await getTranslations();
  return (
    <section aria-labelledby="tools">
      <h2 id="tools" className="text-base font-semibold">
        {t('connect.tools')}
      </h2>
      <p className="text-ink-soft">{t('connect.tools_help')}</p>
      {searchable && <KeySearch search={search} />}
      {chosen ? (
        <>
          <KeyChoice keys={keys} chosen={chosen} search={search} />
          <Tools chosen={chosen} />
        </>
      ) : (
        <p className="mt-3 rounded-lg border border-line bg-surface px-4 py-6 text-center text-ink-soft">{search ? t('keys.none_found') : t('connect.no_keys')}</p>
      )}
    </section>
  );
}

async function KeySearch({ search }: { search: string }) {
  const t = await getTranslations('keys');
  return (
    <KeyFree>
      <form method="get" role="search" className="mt-3 flex gap-2">
        <input type="search" name="q" defaultValue={search} maxLength={100} aria-label={t('search')} placeholder={t('search')} className="min-h-9 min-w-0 flex-1 rounded-md border border-line-strong bg-surface px-3 text-base sm:max-w-56 sm:text-sm" />
        <Button type="submit" aria-label={t('search')}>
          <Icon name="search" />
        </Button>
      </form>
    </KeyFree>
  );
}

async function KeyChoice({ keys, chosen, search }: { keys: Key[]; chosen: Key; search: string }) {
  const t = await getTranslations('connect');
  const choices = keys.some(({ id }) => id === chosen.id) ? keys : [chosen, ...keys];
  return (
    <form method="get" className="mt-3 flex flex-wrap items-end gap-2">
      {search && <input type="hidden" name="q" value={search} />}
      <label className="min-w-0 flex-1 basis-52 font-medium">
        {t('choose')}
        <select name="key" defaultValue={chosen.id} className="mt-1.5 block w-full rounded-md border border-line-strong bg-surface px-3 py-2 text-base font-normal sm:text-sm">
          {choices.map(({ id, name, keySuffix }) => (
            <option key={id} value={id}>{`${name} (…${keySuffix})`}</option>
          ))}
        </select>
      </label>
      <Button type="submit">{t('show')}</Button>
    </form>
  );
}

async function Tools({ chosen }: { chosen: Key }) {
  const t = await getTranslations('connect');
  const tools = chosen.status === 'active' ? toolsFor({ scopes: chosen.scopes, role: chosen.createdBy.role }) : [];
  return (
    <>
      <p className="mt-4 font-medium">{t('tool_count', { count: tools.length })}</p>
      <ul className="mt-2 divide-y divide-line rounded-lg border border-line bg-surface empty:hidden">
        {tools.map(({ name, description, annotations }) => {
          const { readOnlyHint, destructiveHint } = annotations as { readOnlyHint: boolean; destructiveHint: boolean };
          return (
            <li key={name} className="px-4 py-2.5">
              <div className="flex flex-wrap items-center gap-2">
                <code className="font-mono text-[0.8125rem] font-medium">{name}</code>
                <Badge tone={readOnlyHint ? 'plain' : destructiveHint ? 'bad' : 'good'}>{readOnlyHint ? t('reads') : destructiveHint ? t('destroys') : t('writes')}</Badge>
              </div>
              <p className="text-ink-soft" lang="en">
                {String(description)}
              </p>
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** Whether MCP may answer with a key itself: the owner's decision. */
export async function PlaintextForm({ organization, allowed }: { organization: string; allowed: boolean }) {
  const t = await getTranslations('connect');
  return (
    <section aria-labelledby="plaintext" className="border-t border-line pt-6">
      <h2 id="plaintext" className="text-base font-semibold">
        {t('plaintext')}
      </h2>
      <p className="mb-3 max-w-prose text-ink-soft">{t('plaintext_help')}</p>
      <PlaintextButton organization={organization} allowed={allowed} />
    </section>
  );
}
