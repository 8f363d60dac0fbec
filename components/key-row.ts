import type { useTranslations } from 'next-intl';
import type { Key, Status } from '@/lib/core/keys/key';
import type { Moment } from './ui/moment';
import type { useTimeText } from './ui/time';

/** What a row says of a key, in the reader's words: the rows are drawn once from this, and not sent as elements besides. */
export type Row = {
  id: string;
  name: string;
  suffix: string;
  endsIn: string;
  type: string;
  scopes: { all: string; said: string };
  status: Status;
  statusWord: string;
  createdBy?: { name: string; href?: string; role: string; email: string };
  lastUsed: Moment | null;
  lastUsedFrom: string | null;
  created: Moment;
  expires: Moment | null;
  own: boolean;
};

type Translate<Space extends 'keys' | 'roles'> = ReturnType<typeof useTranslations<Space>>;

/** What is looked up once a table. */
export type Words = { t: Translate<'keys'>; role: Translate<'roles'>; time: ReturnType<typeof useTimeText> };

type Shown = { reader: string | undefined; withCreator: boolean; creatorUrl?: (id: string) => string };

/** Says a key in words; `reader` is the one whose own keys get the whole menu. */
export function rowOf(key: Key, { t, role, time }: Words, { reader, withCreator, creatorUrl }: Shown): Row {
  const { id, name, status, createdBy, lastUsed, keySuffix: suffix } = key;
  return {
    id,
    name,
    suffix,
    endsIn: t('ends_in', { suffix }),
    type: t(`type_${key.type}`),
    scopes: { all: key.scopes.join(', '), said: key.scopes.includes('*:*') ? t('all_scopes') : t('scope_count', { count: key.scopes.length }) },
    status,
    statusWord: t(`status_${status}`),
    ...(withCreator && { createdBy: { name: createdBy.name, href: creatorUrl?.(createdBy.id), role: role(createdBy.role ?? 'none'), email: createdBy.email } }),
    lastUsed: lastUsed && time(lastUsed.at),
    lastUsedFrom: lastUsed?.address ? t('last_used_from', { address: lastUsed.address }) : null,
    created: time(key.createdAt, false),
    expires: key.expiresAt && time(key.expiresAt, false),
    own: createdBy.id === reader,
  };
}
