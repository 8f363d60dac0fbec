import { getTranslations } from 'next-intl/server';
import type { Key } from '@/lib/core/keys/key';
import { Table } from './ui/table';
import { Time } from './ui/time';

/** The keys that stop working when somebody goes. */
export async function DepartingKeys({ keys }: { keys: Key[] }) {
  const t = await getTranslations();
  if (keys.length === 0) return <p className="text-ink-soft">{t('members.takes_nothing')}</p>;
  return (
    <>
      <p className="mb-3 font-medium">{t('members.takes_keys', { count: keys.length })}</p>
      <Table
        caption={t('members.takes_keys', { count: keys.length })}
        columns={[t('keys.name'), t('keys.last_used')]}
        rows={keys.map((key) => ({
          id: key.id,
          cells: [
            <>
              <span key="name" className="block font-medium">{key.name}</span>
              <span key="suffix" className="block font-mono text-xs text-ink-soft">…{key.keySuffix}</span>
            </>,
            key.lastUsed ? <Time key="used" at={key.lastUsed.at} /> : t('keys.never_used'),
          ],
        }))}
      />
    </>
  );
}
