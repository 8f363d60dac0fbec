import { getTranslations } from 'next-intl/server';
import { KeyTable } from '@/components/key-table';
import { Pager } from '@/components/pager';
import { RevokeKeyButton } from '@/components/revoke-key';
import type { Key } from '@/lib/core/keys/key';
import { currentSession } from '@/lib/transport/identify';
import { revokeKeyAction } from './actions';

type Query = { mine?: string; all?: string };
type Props = {
  title: string;
  intro?: string;
  empty?: string;
  page: { items: Key[]; nextCursor: string | null };
  keysUrl: string;
  organization: string;
  /** Which of the page's two cursors this section turns. */
  cursor: keyof Query;
  query: Query;
  /** Whether one looks at one's own keys, or at everybody's. */
  reader: 'self' | 'auditor';
};

/** One table of keys with its heading, its actions and its pages. */
export async function KeySection({ title, intro, empty, page, keysUrl, organization, cursor, query, reader }: Props) {
  const t = await getTranslations('keys');
  const session = await currentSession();
  const live = (key: Key) => key.status !== 'revoked';
  return (
    <section aria-labelledby={`${cursor}-keys`}>
      <h2 id={`${cursor}-keys`} className="text-base font-semibold">
        {title}
      </h2>
      {intro && <p className="text-ink-soft">{intro}</p>}
      <div className="mt-3">
        {page.items.length === 0 ? (
          <p className="rounded-lg border border-line bg-surface px-4 py-6 text-center text-ink-soft">{empty ?? t('none_on_page')}</p>
        ) : (
          <KeyTable
            keys={page.items}
            caption={title}
            withCreator={reader === 'auditor'}
            actions={(key) => {
              const way = key.createdBy.id === session?.user.id ? 'delete' : 'revoke';
              return live(key) && (
                <RevokeKeyButton
                  action={revokeKeyAction.bind(null, way === 'delete' ? 'deleted' : 'revoked', keysUrl)}
                  way={way}
                  organization={organization}
                  keysUrl={keysUrl}
                  id={key.id}
                  name={key.name}
                />
              );
            }}
          />
        )}
      </div>
      <Pager first={query[cursor] ? address(keysUrl, { ...query, [cursor]: undefined }) : null} next={page.nextCursor && address(keysUrl, { ...query, [cursor]: page.nextCursor })} />
    </section>
  );
}

function address(keysUrl: string, { mine, all }: Query): string {
  const query = new URLSearchParams(Object.entries({ mine, all }).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  return query.size > 0 ? `${keysUrl}?${query}` : keysUrl;
}
