/** What stands in an account of amoCRM, and what its API tells of it. */

export interface AmoEvent {
  readonly id: string;
  readonly type: string;
  readonly entity_id: number;
  readonly entity_type: string;
  readonly created_by: number;
  readonly created_at: number;
  readonly value_after?: readonly unknown[];
}

export type AmoCard = Readonly<Record<string, unknown>> & {
  readonly id: number;
  readonly updated_at?: number;
};

export interface AmoBook {
  users: AmoCard[];
  contacts: AmoCard[];
  companies: AmoCard[];
  leads: AmoCard[];
  tasks: AmoCard[];
  /** Of leads, contacts and companies alike. */
  notes: AmoCard[];
  events: AmoEvent[];
  /** Types that the account has; others are unknown to `events/types`. */
  types: string[];
  readonly habits: AmoHabits;
}

/** What the manual leaves open. */
export interface AmoHabits {
  readonly eventOrder: 'newest first' | 'oldest first';
  readonly upperBound: 'inclusive' | 'exclusive';
  /** Fewer rows than asked for, though there are more: rights are looked at after the page was cut. */
  readonly rowsMax: number;
}

export const HABITS: AmoHabits = {
  eventOrder: 'newest first',
  upperBound: 'inclusive',
  rowsMax: Infinity,
};

export function amoBook(some: Partial<AmoBook> = {}): AmoBook {
  const empty = { users: [], contacts: [], companies: [], leads: [], tasks: [], notes: [] };
  return { ...empty, events: [], types: [], habits: HABITS, ...some };
}

export interface Told {
  /** Null: 204. */
  readonly body: unknown;
  readonly complaint: string | null;
}

const PAGING = ['limit', 'page'];
const BY_ID = [...PAGING, 'filter[id][]'];
const BY_CHANGE = ['filter[updated_at][from]', 'filter[updated_at][to]', 'order[updated_at]'];

/** What each list may be asked. */
const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  account: [],
  'events/types': [],
  users: [...PAGING, 'with'],
  contacts: [...BY_ID, ...BY_CHANGE],
  companies: [...BY_ID, ...BY_CHANGE],
  leads: [...BY_ID, 'with'],
  tasks: BY_ID,
  'leads/notes': BY_ID,
  'contacts/notes': BY_ID,
  'companies/notes': BY_ID,
  events: [...PAGING, 'filter[created_at][from]', 'filter[created_at][to]', 'filter[type][]'],
};

export function answerFor(book: AmoBook, path: string, query: URLSearchParams): Told {
  const known = PARAMETERS[path];
  const unknown = [...query.keys()].find((key) => !known?.includes(key));
  const limit = Number(query.get('limit') ?? 50);
  if (known === undefined || unknown !== undefined)
    return { body: null, complaint: `unknown ${unknown ?? path}` };
  if (limit > (path === 'events' ? 100 : 250)) return { body: null, complaint: 'limit too high' };
  if (path === 'account') return { body: { id: 1, name: 'Firm' }, complaint: null };
  if (path === 'events/types')
    return listed(
      'events_types',
      book.types.map((key) => ({ key })),
      Infinity,
      1,
    );
  const name = path.endsWith('/notes') ? 'notes' : (path as 'leads');
  const rows = path === 'events' ? eventsFor(book, query) : cardsFor(book[name], query);
  return listed(name, rows, Math.min(limit, book.habits.rowsMax), Number(query.get('page') ?? 1));
}

function eventsFor({ events, habits }: AmoBook, query: URLSearchParams): readonly unknown[] {
  const types = query.getAll('filter[type][]');
  const isAsked = within(query, 'created_at', habits.upperBound);
  const wanted = events.filter(
    ({ type, created_at: at }) => (types.length === 0 || types.includes(type)) && isAsked(at),
  );
  const oldestFirst = wanted.toSorted((a, b) => a.created_at - b.created_at);
  return habits.eventOrder === 'newest first' ? oldestFirst.toReversed() : oldestFirst;
}

function cardsFor(cards: readonly AmoCard[], query: URLSearchParams): readonly AmoCard[] {
  const ids = query.getAll('filter[id][]').map(Number);
  const isAsked = within(query, 'updated_at', 'inclusive');
  const wanted = cards.filter(
    ({ id, updated_at: at = 0 }) => (ids.length === 0 || ids.includes(id)) && isAsked(at),
  );
  const isByChange = query.get('order[updated_at]') === 'asc';
  const byChange = (a: AmoCard, b: AmoCard) => (a.updated_at ?? 0) - (b.updated_at ?? 0);
  return isByChange ? wanted.toSorted(byChange) : wanted;
}

function within(query: URLSearchParams, key: string, bound: AmoHabits['upperBound']) {
  const from = Number(query.get(`filter[${key}][from]`) ?? 0);
  const to = Number(query.get(`filter[${key}][to]`) ?? Infinity);
  return (at: number): boolean => at >= from && (bound === 'inclusive' ? at <= to : at < to);
}

function listed(name: string, rows: readonly unknown[], limit: number, page: number): Told {
  const start = Number.isFinite(limit) ? (page - 1) * limit : 0;
  const shown = rows.slice(start, start + limit);
  if (shown.length === 0) return { body: null, complaint: null };
  const hasNext = start + limit < rows.length;
  const next = hasNext ? { next: { href: 'https://firm.amocrm.ru/api/v4/…' } } : {};
  const body = { _page: page, _links: { self: {}, ...next }, _embedded: { [name]: shown } };
  return { body, complaint: null };
}
