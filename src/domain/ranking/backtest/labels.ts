import {
  isRedial,
  labelOf,
  whyNoLabel,
  type CallEnd,
  type NoLabel,
} from '#domain/learning/label.ts';
import type { HistoryCall } from './history.ts';

/** A visit of a call as the journal has it, and how the call ended. Times are unix milliseconds. */
export interface JournalVisit {
  readonly linkedid: string;
  readonly startedAtMs: number;
  /** Null: withheld. */
  readonly callerNumber: string | null;
  /** Who it was taken for then; null: a stranger. */
  readonly clientId: string | null;
  /** Null: not known. */
  readonly outcome: (Omit<CallEnd, 'redialled'> & { readonly endedAtMs: number }) | null;
}

/** What became of the calls; each stands in one of these, `transferred` among the labelled once more. */
export interface LabelCount extends Readonly<Record<NoLabel, number>> {
  readonly calls: number;
  readonly labelled: number;
  readonly unknownOutcome: number;
  readonly strangers: number;
  readonly transferred: number;
}

/**
 * The calls of known clients that have a label (src/domain/learning/label.ts); what gives none is counted. Visits come
 * in any order; the first of a call speaks for it.
 */
export function labelledCalls(visits: Iterable<JournalVisit>): {
  readonly calls: readonly HistoryCall[];
  readonly count: LabelCount;
} {
  const journal = firstVisits(visits);
  const calls: HistoryCall[] = [];
  const count = { ...NONE, calls: journal.length };
  const isRedialled = redialsAmong(journal);
  for (const visit of journal) {
    const { outcome, clientId, startedAtMs } = visit;
    if (outcome === null) {
      count.unknownOutcome += 1;
      continue;
    }
    const end = { ...outcome, redialled: isRedialled(visit, outcome.endedAtMs) };
    const employeeId = labelOf(end);
    const reason = whyNoLabel(end);
    if (reason !== null) count[reason] += 1;
    else if (clientId === null) count.strangers += 1;
    else if (employeeId !== null) {
      count.labelled += 1;
      if (outcome.transferred) count.transferred += 1;
      calls.push({ at: Math.floor(startedAtMs / 1000), clientId, employeeId });
    }
  }
  return { calls, count };
}

const NONE = {
  calls: 0,
  labelled: 0,
  unknownOutcome: 0,
  nobody: 0,
  passedOn: 0,
  shortTalk: 0,
  redialled: 0,
  strangers: 0,
  transferred: 0,
};

/** One a call, in order of time. */
function firstVisits(visits: Iterable<JournalVisit>): readonly JournalVisit[] {
  const first = new Map<string, JournalVisit>();
  for (const visit of visits) {
    const before = first.get(visit.linkedid);
    if (before === undefined || visit.startedAtMs < before.startedAtMs)
      first.set(visit.linkedid, visit);
  }
  return [...first.values()].sort(
    (a, b) => a.startedAtMs - b.startedAtMs || (a.linkedid < b.linkedid ? -1 : 1),
  );
}

/** A second call during the first is another line of the same company, and no redial. */
function redialsAmong(
  journal: readonly JournalVisit[],
): (visit: JournalVisit, endedAtMs: number) => boolean {
  const startsOf = new Map<string, number[]>();
  for (const { callerNumber, startedAtMs } of journal) {
    if (callerNumber === null) continue;
    const starts = startsOf.get(callerNumber);
    if (starts === undefined) startsOf.set(callerNumber, [startedAtMs]);
    else starts.push(startedAtMs);
  }
  return ({ callerNumber, startedAtMs }, endedAtMs) => {
    const starts = (callerNumber === null ? undefined : startsOf.get(callerNumber)) ?? [];
    const next = starts[firstNotBefore(starts, Math.max(endedAtMs, startedAtMs + 1))];
    return next !== undefined && isRedial(next, endedAtMs);
  };
}

/** Where the first of these, which ascend, stands that is not before that. */
function firstNotBefore(ascending: readonly number[], value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
