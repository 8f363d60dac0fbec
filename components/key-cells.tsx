import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import type { Key, Status } from '@/lib/core/keys/key';
import { Badge } from './ui/badge';
import type { useTime } from './ui/time';

export type Column = 'name' | 'type' | 'scopes' | 'status' | 'created_by' | 'last_used' | 'created' | 'expires';

/** What is looked up once a table: a component a cell would cost more than all that is in it. */
export type Words = { t: Translate<'keys'>; role: Translate<'roles'>; time: ReturnType<typeof useTime> };

type Translate<Space extends 'keys' | 'roles'> = ReturnType<typeof useTranslations<Space>>;

/** Where a key's name leads, and a creator's: to their keys. */
export type Urls = { keysUrl: string; creatorUrl?: (id: string) => string };

/** What stands in a column about a key. */
export function cellOf(column: Column, key: Key, words: Words, urls: Urls): ReactNode {
  const { t, time } = words;
  switch (column) {
    case 'name':
      return nameOf(key, words, urls);
    case 'type':
      return t(`type_${key.type}`);
    case 'scopes':
      return <span title={key.scopes.join(', ')}>{key.scopes.includes('*:*') ? t('all_scopes') : t('scope_count', { count: key.scopes.length })}</span>;
    case 'status':
      return <Badge {...looks[key.status]}>{t(`status_${key.status}`)}</Badge>;
    case 'created_by':
      return creatorOf(key, words, urls);
    case 'last_used':
      return lastUseOf(key, words);
    case 'created':
      return time(key.createdAt, false);
    case 'expires':
      return key.expiresAt ? time(key.expiresAt, false) : t('never_expires');
  }
}

function nameOf({ id, name, keySuffix }: Key, { t }: Words, { keysUrl }: Urls): ReactNode {
  return (
    <>
      <a href={`${keysUrl}/${id}`} className="font-medium wrap-anywhere hover:text-accent hover:underline">
        {name}
      </a>
      <code className="block text-xs font-normal text-ink-soft" aria-label={t('ends_in', { suffix: keySuffix })}>
        {`…${keySuffix}`}
      </code>
    </>
  );
}

function creatorOf({ createdBy: { id, name, role, email } }: Key, words: Words, { creatorUrl }: Urls): ReactNode {
  return (
    <div className="min-w-40 whitespace-normal wrap-anywhere">
      {creatorUrl ? (
        <a href={creatorUrl(id)} className="hover:text-accent hover:underline">
          {name}
        </a>
      ) : (
        name
      )}
      <span className="text-ink-soft">{`\u00a0· ${words.role(role ?? 'none')}`}</span>
      <div className="text-xs text-ink-soft">{email}</div>
    </div>
  );
}

function lastUseOf({ lastUsed }: Key, { t, time }: Words): ReactNode {
  if (!lastUsed) return t('never_used');
  const { at, address } = lastUsed;
  return (
    <div className="xl:[&_time]:whitespace-normal">
      {time(at)}
      {address && <div className="text-xs text-ink-soft">{t('last_used_from', { address })}</div>}
    </div>
  );
}

const looks = {
  active: { tone: 'good', icon: 'circle-check' },
  disabled: { tone: 'warning', icon: 'circle-pause' },
  expired: { tone: 'plain', icon: 'clock' },
  revoked: { tone: 'bad', icon: 'ban' },
} as const;

export function StatusBadge({ status }: { status: Status }) {
  const t = useTranslations('keys');
  return <Badge {...looks[status]}>{t(`status_${status}`)}</Badge>;
}
