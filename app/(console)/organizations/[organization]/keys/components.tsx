import { getTranslations } from 'next-intl/server';
import { KeyFilter } from '@/components/key-filter';
import { KeyMenuForms, keyMenuForms } from '@/components/key-menu-forms';
import { KeyTable } from '@/components/key-table';
import { Pager } from '@/components/pager';
import { listKeys, mostCounted } from '@/lib/core/keys/list';
import { currentSession } from '@/lib/transport/identify';
import { ask } from '@/lib/transport/page';
import { disableKeyAction, enableKeyAction } from './actions';
import { addressOf, isFiltered, parametersOf, presentOf, type Section, type View, type Views } from '@/components/key-view';

const activePage = 15;
const inactivePage = 5;

type Props = { title: string; intro?: string; empty: string; listed: Listed; organization: string; keysUrl: string; views: Views };

/** One person's keys, or everybody's: the filters, a table of active keys and one of inactive ones. */
export async function KeySection({ title, intro, empty, listed: { section, view, active, inactive, nothing, bare }, organization, keysUrl, views }: Props) {
  const t = await getTranslations('keys');
  const address = (change: Partial<View>) => addressOf(keysUrl, section, views, change);
  const other = section === 'mine' ? 'all' : 'mine';
  const table = { section, keysUrl, organization, views };
  return (
    <section aria-labelledby={`${section}-keys`} className="space-y-4">
      <div>
        <h2 id={`${section}-keys`} className="text-base font-semibold">
          {title}
        </h2>
        {intro && <p className="text-ink-soft">{intro}</p>}
      </div>
      {bare ? (
        <p className="rounded-lg border border-line bg-surface px-4 py-6 text-center text-ink-soft">{empty}</p>
      ) : (
        <>
          <KeyFilter section={section} view={view} keysUrl={keysUrl} address={address} others={parametersOf(other, views[other])} />
          {active && <Table {...table} kind="active" page={active} />}
          {inactive && (inactive.items.length > 0 || !active) && <Table {...table} kind="inactive" page={inactive} />}
        </>
      )}
      {nothing && isFiltered(view) && <p className="sr-only" role="status">{t('none_found')}</p>}
    </section>
  );
}

/** What a section shows: `nothing` where no key passes, and `bare` where that is because there is none. */
export async function listed(section: Section, organization: string, views: Views) {
  const view = views[section];
  const [active, inactive] = await Promise.all([pageOf('active', section, organization, view), pageOf('inactive', section, organization, view)]);
  const nothing = !active?.items.length && !inactive?.items.length;
  return { section, view, active, inactive, nothing, bare: nothing && !isFiltered(view) && view.cursor === '' && view.ended === '' };
}

type Listed = Awaited<ReturnType<typeof listed>>;
type Kind = 'active' | 'inactive';
type Page = Awaited<ReturnType<typeof listKeys>>;

/** A page of one table; null where the status asked for belongs to the other. */
async function pageOf(kind: Kind, section: Section, organization: string, view: View): Promise<Page | null> {
  const { search, status, type, scope, only, creator } = view;
  const ended = status === 'expired' || status === 'revoked';
  if (status !== '' && ended !== (kind === 'inactive')) return null;
  return ask(listKeys, {
    organization,
    mine: section === 'mine',
    state: kind,
    ...(search && { search }),
    ...(status && { status }),
    ...(type && { type }),
    ...(scope && { scope }),
    ...(only && { only }),
    ...(creator && { creator }),
    order: kind === 'inactive' ? 'ended' : view.order,
    cursor: (kind === 'active' ? view.cursor : view.ended) || null,
    limit: kind === 'active' ? activePage : inactivePage,
  });
}

type TableProps = { kind: Kind; section: Section; page: Page; keysUrl: string; organization: string; views: Views };

async function Table({ kind, section, page, keysUrl, organization, views }: TableProps) {
  const t = await getTranslations('keys');
  const session = await currentSession();
  const view = views[section];
  const address = (change: Partial<View>) => addressOf(keysUrl, section, views, change);
  const present = presentOf(keysUrl, views);
  const cursor = kind === 'active' ? 'cursor' : 'ended';
  const forms = keyMenuForms(section);
  const sorted = (order: View['order'], direction: 'ascending' | 'descending') => (view.order === order ? direction : undefined);
  return (
    <div>
      <h3 className="mb-2 font-medium">
        {t(kind)} <span className="font-normal text-ink-soft">{page.count >= mostCounted ? t('count_many') : t('count', { count: page.count })}</span>
      </h3>
      {page.items.length === 0 ? (
        <p className="rounded-lg border border-line bg-surface px-4 py-6 text-center text-ink-soft">{t(isFiltered(view) ? 'none_found' : 'none_on_page')}</p>
      ) : (
        <KeyTable
          keys={page.items}
          caption={t(kind)}
          withCreator={section === 'all'}
          keysUrl={keysUrl}
          present={presentOf('', views)}
          creatorUrl={section === 'all' ? (creator) => address({ creator }) : undefined}
          sort={
            kind === 'active'
              ? {
                  name: { href: address({ order: 'name' }), sorted: sorted('name', 'ascending') },
                  created: { href: address({ order: view.order === 'newest' ? 'oldest' : 'newest' }), sorted: sorted('newest', 'descending') ?? sorted('oldest', 'ascending') },
                  expires: { href: address({ order: 'expiry' }), sorted: sorted('expiry', 'ascending') },
                }
              : {}
          }
          reader={session?.user.id}
          forms={forms}
        />
      )}
      {kind === 'active' && <KeyMenuForms forms={forms} disable={disableKeyAction.bind(null, present)} enable={enableKeyAction.bind(null, present)} organization={organization} />}
      <Pager of={`${t(section === 'mine' ? 'list' : 'organization_list')} · ${t(kind)}`} first={view[cursor] ? address({ [cursor]: '' }) : null} next={page.nextCursor && address({ [cursor]: page.nextCursor })} />
    </div>
  );
}
