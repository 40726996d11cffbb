import { sql } from 'kysely';
import type { ClientEvent } from '#domain/ranking/as-of.ts';
import type { TypeCount } from '#domain/ranking/event-types.ts';
import type { PastEvent, Popularity } from '#domain/ranking/tally.ts';
import type { NotCounted, Past, PastQuestion } from '#ports/archive.ts';
import { COLLEAGUES_MAX } from './callers.ts';
import { translated, type Store } from './database.ts';

/** Of one client: what is older than that hardly counts, and `isCut` tells. */
const EVENTS_MAX = 10_000;
const COLLEAGUES_EVENTS_MAX = 20_000;
const TYPES_MAX = 1_000;
/**
 * Popularity halves every week (domain/ranking/tally.ts): a year before the newest event nothing is left that a
 * double could hold. PostgreSQL refuses to compute such powers, so they are left out.
 */
const POPULARITY_HALF_LIFE_SECONDS = 7 * 86_400;
const POPULARITY_WINDOW_SECONDS = 52 * POPULARITY_HALF_LIFE_SECONDS;

/** What a call of that moment was ranked by, made from the log of events; ports/archive.ts. */
export async function pastOf(store: Store, question: PastQuestion): Promise<Past> {
  return translated(store, async () => {
    const own = await ownEvents(store, question);
    const colleagues = await colleaguesEvents(store, question);
    return {
      own,
      colleagues: colleagues.events,
      popularity: await popularityAsOf(store, question),
      notCounted: await notCounted(store, question),
      isCut: own.length === EVENTS_MAX || colleagues.isCut,
    };
  });
}

/** Events that had happened, and were known in their present form, before `atSeconds`. */
function knownBefore(store: Store, atSeconds: number) {
  return store.db
    .selectFrom('event')
    .where('deleted', '=', 0)
    .where('at', '<', wholeSecond(atSeconds))
    .where('known_at', '<', wholeSecond(atSeconds));
}

/** Columns hold whole seconds: those before 9.3 are those before 10. PostgreSQL would not compare them with 9.3. */
function wholeSecond(atSeconds: number): number {
  return Math.ceil(atSeconds);
}

async function ownEvents(
  store: Store,
  { clientId, atSeconds }: PastQuestion,
): Promise<readonly PastEvent[]> {
  const rows = await knownBefore(store, atSeconds)
    .select(['at', 'type', 'employee_id'])
    .where('client_id', '=', clientId)
    .orderBy('at', 'desc')
    .limit(EVENTS_MAX)
    .execute();
  return rows.map((row) => ({ at: row.at, type: row.type, employeeId: row.employee_id }));
}

async function colleaguesEvents(
  store: Store,
  { clientId, companyId, atSeconds }: PastQuestion,
): Promise<{ readonly events: readonly ClientEvent[]; readonly isCut: boolean }> {
  if (companyId === null) return { events: [], isCut: false };
  const colleagues = await store.db
    .selectFrom('client')
    .select('id')
    .where('company_id', '=', companyId)
    .where('id', '!=', clientId)
    .limit(COLLEAGUES_MAX)
    .execute();
  if (colleagues.length === 0) return { events: [], isCut: false };
  const ids = colleagues.map(({ id }) => id);
  const rows = await knownBefore(store, atSeconds)
    .select(['at', 'type', 'employee_id', 'client_id'])
    .where('client_id', 'in', ids)
    .orderBy('at', 'desc')
    .limit(COLLEAGUES_EVENTS_MAX)
    .execute();
  const events = rows.map((row) => ({
    at: row.at,
    type: row.type,
    employeeId: row.employee_id,
    clientId: row.client_id,
  }));
  const isCut = ids.length === COLLEAGUES_MAX || rows.length === COLLEAGUES_EVENTS_MAX;
  return { events, isCut };
}

async function popularityAsOf(
  store: Store,
  { atSeconds, popularTypes }: PastQuestion,
): Promise<readonly Popularity[]> {
  if (popularTypes.length === 0) return [];
  const handled = knownBefore(store, atSeconds).where('type', 'in', popularTypes);
  const { newest } = await handled
    .select((event) => event.fn.max('at').as('newest'))
    .executeTakeFirstOrThrow();
  if (newest === null) return [];
  const halvings = sql`cast(at - ${newest} as double precision) / ${sql.lit(POPULARITY_HALF_LIFE_SECONDS)}`;
  const rows = await handled
    .where('at', '>', newest - POPULARITY_WINDOW_SECONDS)
    .select('employee_id')
    .select(sql<number>`sum(power(cast(2 as double precision), ${halvings}))`.as('amount'))
    .groupBy('employee_id')
    .orderBy('employee_id')
    .execute();
  return rows.map((row) => ({ employeeId: row.employee_id, amount: row.amount, lastAt: newest }));
}

async function notCounted(
  store: Store,
  { clientId, atSeconds }: PastQuestion,
): Promise<NotCounted> {
  const then = wholeSecond(atSeconds);
  const rows = await store.db
    .selectFrom('event')
    .select((event) => [
      'deleted',
      event('known_at', '<', then).as('was_known'),
      event.fn.countAll<number>().as('count'),
    ])
    .where('client_id', '=', clientId)
    .where((event) =>
      event.or([
        event.and([event('at', '<', then), event('known_at', '>=', then)]),
        event.and([
          event('at', '>=', then),
          event('known_at', '<', then),
          event('deleted', '=', 0),
        ]),
      ]),
    )
    .groupBy(['deleted', 'was_known'])
    .execute();
  const count = (isDeleted: boolean, wasKnown: boolean): number =>
    rows.find((row) => row.deleted === Number(isDeleted) && Boolean(row.was_known) === wasKnown)
      ?.count ?? 0;
  return {
    learnedLater: count(false, false),
    deletedLater: count(true, false),
    ahead: count(false, true),
  };
}

export async function eventTypes(store: Store): Promise<readonly TypeCount[]> {
  const rows = await translated(store, () =>
    store.db
      .selectFrom('event')
      .select((event) => [
        'type',
        event.fn.countAll<number>().as('count'),
        event.fn.max('at').as('newest_at'),
      ])
      .where('deleted', '=', 0)
      .groupBy('type')
      .orderBy('count', 'desc')
      .orderBy('type')
      .limit(TYPES_MAX)
      .execute(),
  );
  return rows.map((row) => ({ type: row.type, count: row.count, newestAt: row.newest_at }));
}
