import { tallyOf, type PastEvent, type Popularity, type Tally } from './tally.ts';
import { countsForPopularity, type Weights } from './weights.ts';

/**
 * Rows of one client, and of a company's other clients: newest first, more would not change who is offered.
 * A call reads no more, so a ranking that is made again reads no more either.
 */
export const CLIENT_TALLIES_MAX = 500;
export const COMPANY_TALLIES_MAX = 200;

/** An event of one of the company's clients. */
export interface ClientEvent extends PastEvent {
  readonly clientId: string;
}

/** What the log of events holds of a moment: only what had happened, and was known, by then. */
export interface PastLog {
  /** The client's own, in any order. */
  readonly own: readonly PastEvent[];
  readonly colleagues: readonly ClientEvent[];
  /** Of all employees over all clients, by then. */
  readonly popularity: readonly Popularity[];
}

/** The tallies of that moment, from nothing: what the incremental ones were then (docs/ranking.md, 7). */
export function talliesAsOf(
  { own, colleagues }: Pick<PastLog, 'own' | 'colleagues'>,
  weights: Weights,
): { readonly tallies: readonly Tally[]; readonly companyTallies: readonly Tally[] } {
  const perColleague = Map.groupBy(colleagues, ({ clientId }) => clientId);
  return {
    tallies: newest(tallied(own, weights), CLIENT_TALLIES_MAX),
    companyTallies: newest(
      [...perColleague.values()].flatMap((events) => tallied(events, weights)),
      COMPANY_TALLIES_MAX,
    ),
  };
}

/** The event types that make somebody popular under these weights. */
export function popularTypes(weights: Weights): readonly string[] {
  return [...weights.eventTypes.keys()].filter((type) => countsForPopularity(type, weights));
}

function tallied(events: readonly PastEvent[], weights: Weights): readonly Tally[] {
  const rows = Map.groupBy(events, ({ employeeId, type }) => `${employeeId}\0${type}`);
  return [...rows.values()].flatMap((row) => {
    const { employeeId, type } = row[0]!;
    const rule = weights.eventTypes.get(type);
    if (rule === undefined) return [];
    const times = row.map(({ at }) => at).sort((a, b) => a - b);
    return tallyOf(employeeId, type, times, rule, weights.minGapMinutes * 60) ?? [];
  });
}

function newest(tallies: readonly Tally[], max: number): readonly Tally[] {
  return tallies.toSorted((a, b) => b.lastAt - a.lastAt).slice(0, max);
}
