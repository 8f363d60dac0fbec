import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { scopePhrases } from '@/components/scope-sentence';
import { Card } from '@/components/shell/page-shell';
import { Button, LinkButton } from '@/components/ui/button';
import { Facts } from '@/components/ui/facts';
import { Notice } from '@/components/ui/notice';
import { Time } from '@/components/ui/time';
import { isEverywhere } from '@/lib/core/keys/addresses';
import type { Key, Status } from '@/lib/core/keys/key';
import type { OldSecret as Secret } from '@/lib/core/keys/rotation/store';
import { effectiveScopes, everything, isKnown } from '@/lib/core/keys/scopes';
import { scopeWords } from '@/lib/i18n/scopes';
import { endOldSecretAction } from '../actions';

/** Says that nothing can be changed any more. */
export async function Ended({ status, keysUrl }: { status: Status; keysUrl: string }) {
  const t = await getTranslations();
  return (
    <Card title={t(status === 'revoked' ? 'keys.gone' : 'key.expired')}>
      <LinkButton href={keysUrl}>{t('keys.to_list')}</LinkButton>
    </Card>
  );
}

export function Panel({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="rounded-lg border border-line bg-surface p-4 sm:p-5">
      <h2 id={id} className="mb-3 text-base font-semibold">
        {title}
      </h2>
      {children}
    </section>
  );
}

/** What the key is, and where and when it was used. */
export async function KeyFacts({ apiKey }: { apiKey: Key }) {
  const t = await getTranslations();
  const { createdBy, lastUsed } = apiKey;
  const facts: [string, ReactNode][] = [
    [t('keys.type'), t(`keys.type_${apiKey.type}`)],
    [t('reveal.key_id'), <span key="id" className="font-mono">…{apiKey.keySuffix}</span>],
    [t('keys.created_by'), `${createdBy.name} · ${t(`roles.${createdBy.role ?? 'none'}`)}`],
    [t('keys.created'), <Time key="created" at={apiKey.createdAt} />],
    [t('keys.expires'), apiKey.expiresAt ? <Time key="expires" at={apiKey.expiresAt} /> : t('keys.never_expires')],
    [t('keys.last_used'), lastUsed ? <Time key="used" at={lastUsed.at} /> : t('keys.never_used')],
    ...(lastUsed?.address ? [[t('key.from'), lastUsed.address] as [string, ReactNode]] : []),
    ...(lastUsed?.userAgent ? [[t('key.with'), lastUsed.userAgent] as [string, ReactNode]] : []),
    ...(apiKey.rotatedAt ? [[t('key.rotated_at'), <Time key="rotated" at={apiKey.rotatedAt} />] as [string, ReactNode]] : []),
    ...(apiKey.revokedAt ? [[t('key.ended_at'), <Time key="ended" at={apiKey.revokedAt} />] as [string, ReactNode]] : []),
  ];
  return (
    <div className="rounded-lg border border-line bg-surface p-4 sm:p-5">
      <Facts facts={facts} />
    </div>
  );
}

/** What the key may do now, in plain words; then what it was given, and what of that grants nothing. */
export async function Permissions({ apiKey }: { apiKey: Key }) {
  const t = await getTranslations('scopes');
  const locale = await getLocale();
  const { groups } = await scopeWords();
  const role = apiKey.createdBy.role;
  const now = role ? effectiveScopes(apiKey.scopes, role) : [];
  const unknown = apiKey.scopes.filter((scope) => !isKnown(scope));
  const phrases = scopePhrases(now, groups, t as never, locale);
  return (
    <div className="space-y-3">
      {apiKey.scopes.includes(everything) && <p className="font-medium">{t('everything_of_creator')}</p>}
      {phrases.length === 0 ? (
        <p>{t(role ? 'nothing_of_creator' : 'nothing_left')}</p>
      ) : (
        <ul className="list-disc space-y-1 ps-5">
          {phrases.map((phrase) => (
            <li key={phrase}>{phrase}</li>
          ))}
        </ul>
      )}
      <p className="text-ink-soft">{t('limited_by_role')}</p>
      <ul aria-label={t('given')} className="flex flex-wrap gap-1.5">
        {apiKey.scopes.map((scope) => (
          <li key={scope} className="rounded-md bg-raised px-2 py-0.5 font-mono text-xs">
            {scope}
            {unknown.includes(scope) && <span className="ms-1 font-sans text-warning">{t('unknown')}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}

export async function Addresses({ addresses }: { addresses: Key['addresses'] }) {
  const t = await getTranslations('key');
  if (addresses.length === 0) return <p className="text-ink-soft">{t('addresses_none')}</p>;
  return (
    <>
      <ul className="divide-y divide-line">
        {addresses.map(({ source, description }) => (
          <li key={source} className="flex flex-wrap gap-x-4 py-1.5">
            <span className="min-w-40 font-mono">{source}</span>
            <span className="text-ink-soft wrap-anywhere">{description}</span>
          </li>
        ))}
      </ul>
      {addresses.some(({ source }) => isEverywhere(source)) && (
        <div className="mt-3">
          <Notice kind="warning">{t('addresses_everywhere')}</Notice>
        </div>
      )}
    </>
  );
}

type OldSecretProps = { secret: Secret; own: boolean; organization: string; id: string; keyUrl: string };

/** The old secret that is still good: until when, who still uses it, and the button that ends it. */
export async function OldSecret({ secret, own, organization, id, keyUrl }: OldSecretProps) {
  const t = await getTranslations('key');
  const { endsAt, lastUsed, graceSeconds } = secret;
  const hours = Math.round(graceSeconds / 3_600);
  return (
    <Notice kind="warning">
      <p className="font-medium">{t('old_secret')}</p>
      <p>{endsAt ? t.rich('old_secret_ends', { at: () => <Time at={endsAt} /> }) : t('old_secret_waits', { hours })}</p>
      <p>
        {lastUsed
          ? t.rich('old_secret_used', { count: lastUsed.count, at: () => <Time at={lastUsed.at} />, address: lastUsed.address ?? '?', agent: lastUsed.userAgent ?? '?' })
          : t('old_secret_unused')}
      </p>
      {own && (
        <form action={endOldSecretAction.bind(null, keyUrl)} className="mt-2">
          <input type="hidden" name="organization" value={organization} />
          <input type="hidden" name="key" value={id} />
          <Button type="submit" size="small">
            {t('old_secret_end')}
          </Button>
        </form>
      )}
    </Notice>
  );
}
