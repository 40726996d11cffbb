import { unfolding, type History } from '../backtest/history.ts';
import { PopularityBoard } from '../backtest/popularity.ts';
import { countsForPopularity, type Weights } from '../weights.ts';

/**
 * A history as columns of numbers, for the hundreds of looks that a fit takes at it. A row is one (client, employee,
 * type); events and calls stand in the order in which they came.
 */
export interface EvidenceTable {
  /** Types that have a rule and occur. */
  readonly types: readonly string[];
  readonly rows: number;
  /** Of a row, an index into `types`. */
  readonly typeOf: readonly number[];
  /** The employee of a row, by number. */
  readonly employeeOf: readonly number[];
  /** Events that count, those within the gap left out: row and time, in the order in which they became known. */
  readonly eventRow: Uint32Array;
  readonly eventAt: Float64Array;
  readonly calls: readonly CallEvidence[];
}

/** What was there when a call came. */
export interface CallEvidence {
  readonly at: number;
  /** So many of the events came strictly before. */
  readonly eventsBefore: number;
  /** Rows of the client; only the first `rowCount` had an event by then. */
  readonly rows: readonly number[];
  readonly rowCount: number;
  /** An employee, by number. */
  readonly label: number;
  /** π of the label, 0 to 1. */
  readonly popularity: number;
}

/** Reads the history once; `weights` says which types there are, which are handled, and the gap. */
export function evidenceTable({ events, calls }: History, weights: Weights): EvidenceTable {
  const types = numbered();
  const employees = numbered();
  const rowOf = new Map<string, number>();
  const rowsOfClient = new Map<string, number[]>();
  const [typeOf, employeeOf]: [number[], number[]] = [[], []];
  const counted: number[][] = [];
  const [eventRow, eventAt]: [number[], number[]] = [[], []];
  const popularity = new PopularityBoard();
  const gapSeconds = weights.minGapMinutes * 60;
  const told: CallEvidence[] = [];
  const handled = new Map(
    [...weights.eventTypes.keys()].map((type) => [type, countsForPopularity(type, weights)]),
  );

  function newRow(key: string, clientId: string, employeeId: string, type: string): number {
    const row = typeOf.push(types.of(type)) - 1;
    employeeOf.push(employees.of(employeeId));
    counted.push([]);
    rowOf.set(key, row);
    const rows = rowsOfClient.get(clientId);
    if (rows === undefined) rowsOfClient.set(clientId, [row]);
    else rows.push(row);
    return row;
  }

  const eventsBefore = unfolding(events);
  for (const call of calls) {
    for (const { at, clientId, employeeId, type } of eventsBefore(call.at)) {
      if (handled.get(type) === true) popularity.add(employeeId, at);
      if (!weights.eventTypes.has(type)) continue;
      const key = `${clientId}\0${employeeId}\0${type}`;
      const row = rowOf.get(key) ?? newRow(key, clientId, employeeId, type);
      if (!isCounted(counted[row]!, at, gapSeconds)) continue;
      eventRow.push(row);
      eventAt.push(at);
    }
    const rows = rowsOfClient.get(call.clientId) ?? NO_ROWS;
    told.push({
      at: call.at,
      eventsBefore: eventRow.length,
      rows,
      rowCount: rows.length,
      label: employees.of(call.employeeId),
      popularity: popularity.share(call.employeeId),
    });
  }
  return {
    types: types.names,
    rows: typeOf.length,
    typeOf,
    employeeOf,
    eventRow: Uint32Array.from(eventRow),
    eventAt: Float64Array.from(eventAt),
    calls: told,
  };
}

/**
 * Notes the time of an event outside of the gap. One that we hear of late takes nothing back from those that counted
 * before it: a real call would, and the difference is one event in an hour.
 */
function isCounted(times: number[], at: number, gapSeconds: number): boolean {
  let place = times.length;
  while (place > 0 && times[place - 1]! > at) place -= 1;
  const [before = -Infinity, after = Infinity] = [times[place - 1], times[place]];
  if (at - before < gapSeconds || after - at < gapSeconds) return false;
  if (place === times.length) times.push(at);
  else times.splice(place, 0, at);
  return true;
}

const NO_ROWS: readonly number[] = [];

function numbered(): { readonly names: string[]; of(name: string): number } {
  const names: string[] = [];
  const numbers = new Map<string, number>();
  return {
    names,
    of(name) {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      numbers.set(name, names.length);
      return names.push(name) - 1;
    },
  };
}
