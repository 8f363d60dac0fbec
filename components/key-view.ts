import { hygiene, type Hygiene, type Order } from '@/lib/core/keys/listing/filters';
import { statuses, types, type Status } from '@/lib/core/keys/key';
import type { KeyType } from '@/db/schema';

/** The two sections of the page; each has parameters of its own in the address. */
export type Section = 'mine' | 'all';

/** What a section shows, as its address says. */
export type View = {
  search: string;
  status: Status | '';
  type: KeyType | '';
  scope: string;
  only: Hygiene | '';
  creator: string;
  order: Order;
  cursor: string;
  ended: string;
};

/** What both sections show: read once, for the address in each row follows from it. */
export type Views = Record<Section, View>;

export type Query = Record<string, string | string[] | undefined>;

const names: Record<keyof View, string> = { search: 'q', status: 'status', type: 'type', scope: 'scope', only: 'only', creator: 'creator', order: 'sort', cursor: 'page', ended: 'ended' };

export const parameter = (section: Section, field: keyof View): string => (section === 'all' ? `org_${names[field]}` : names[field]);

/** Reads what the address says; what is none is left out, for addresses are typed by people, too. */
export const viewsOf = (query: Query): Views => ({ mine: viewOf('mine', query), all: viewOf('all', query) });

function viewOf(section: Section, query: Query): View {
  const text = (field: keyof View) => [query[parameter(section, field)]].flat()[0]?.slice(0, 1_000) ?? '';
  const one = <T extends string>(field: keyof View, choices: readonly T[]) => {
    const said = text(field);
    return choices.find((choice) => choice === said) ?? '';
  };
  const creator = text('creator');
  return {
    search: [...text('search')].slice(0, 100).join(''),
    status: one('status', statuses),
    type: one('type', types),
    scope: text('scope').slice(0, 100),
    only: one('only', hygiene),
    creator: /^[0-9a-f-]{36}$/.test(creator) ? creator : '',
    order: one('order', ['newest', 'oldest', 'name', 'expiry'] as const) || 'newest',
    cursor: text('cursor'),
    ended: text('ended'),
  };
}

export const isFiltered = ({ search, status, type, scope, only, creator }: View): boolean => [search, status, type, scope, only, creator].some((value) => value !== '');

/** The address of the page with one section's view changed; a changed filter starts from the first page. */
export function addressOf(keysUrl: string, section: Section, views: Views, change: Partial<View>): string {
  const { mine, all }: Views = { ...views, [section]: { ...views[section], ...starting(change) } };
  const search = new URLSearchParams([...parametersOf('mine', mine), ...parametersOf('all', all)]);
  const anchor = section === 'all' ? '#all-keys' : '';
  return `${keysUrl}${search.size > 0 ? `?${search}` : ''}${anchor}`;
}

/** The address of the page as it stands, without what was just done there; of the page’s address `''`, its parameters alone. */
export const presentOf = (keysUrl: string, views: Views): string => addressOf(keysUrl, 'mine', views, { cursor: views.mine.cursor });

const starting = (change: Partial<View>): Partial<View> => ('cursor' in change || 'ended' in change ? change : { cursor: '', ended: '', ...change });

/** A view as it stands in an address, without what goes without saying. */
export function parametersOf(section: Section, view: View): [string, string][] {
  return (Object.keys(names) as (keyof View)[])
    .filter((field) => view[field] !== '' && !(field === 'order' && view.order === 'newest'))
    .map((field) => [parameter(section, field), view[field]]);
}
