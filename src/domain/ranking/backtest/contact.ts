import { addToTally, type Tally } from '../tally.ts';
import type { Weights } from '../weights.ts';
import type { HistoryEvent } from './history.ts';

/** What the past holds of one client and one employee, in the form that every method of a back-test asks for. */
export interface Contact {
  readonly employeeId: string;
  lastAt: number;
  lastType: string | null;
  /** 0: never. */
  lastHandledAt: number;
  events: number;
  handled: number;
  /** Of all types together, one half-life for all. */
  untyped: Tally | undefined;
  /** By event type; only types that have a rule. */
  readonly tallies: Map<string, Tally>;
  readonly recent: Map<string, Recent>;
}

/** Events of one type that are younger than its validity: how many, and when. */
export interface Recent {
  readonly times: number[];
  /** Those before have expired. */
  first: number;
  /** Sum of the times from `first` on: whole seconds, exact. */
  sum: number;
}

/** docs/ranking.md, 5.5: `exp_30d`. */
export const UNTYPED_HALF_LIFE_DAYS = 30;
const UNTYPED = { halfLifeDays: UNTYPED_HALF_LIFE_DAYS };

export function newContact(employeeId: string): Contact {
  return {
    employeeId,
    lastAt: 0,
    lastType: null,
    lastHandledAt: 0,
    events: 0,
    handled: 0,
    untyped: undefined,
    tallies: new Map(),
    recent: new Map(),
  };
}

/** Events come in order of time. */
export function addToContact(contact: Contact, event: HistoryEvent, weights: Weights): void {
  const rule = weights.eventTypes.get(event.type);
  contact.lastAt = event.at;
  contact.lastType = event.type;
  contact.events += 1;
  contact.untyped = grown(contact.untyped, event, UNTYPED, 0);
  if (rule === undefined) return;
  if (rule.handled) {
    contact.handled += 1;
    contact.lastHandledAt = event.at;
  }
  const tally = contact.tallies.get(event.type);
  contact.tallies.set(event.type, grown(tally, event, rule, weights.minGapMinutes * 60));
  const recent = contact.recent.get(event.type) ?? { times: [], first: 0, sum: 0 };
  recent.times.push(event.at);
  recent.sum += event.at;
  contact.recent.set(event.type, recent);
}

/** Forgets what is older than `validSeconds`; answers how many are left. */
export function expire(recent: Recent, at: number, validSeconds: number): number {
  while (recent.first < recent.times.length && at - recent.times[recent.first]! >= validSeconds) {
    recent.sum -= recent.times[recent.first]!;
    recent.first += 1;
  }
  return recent.times.length - recent.first;
}

function grown(
  tally: Tally | undefined,
  event: HistoryEvent,
  rule: { readonly halfLifeDays: number },
  minGapSeconds: number,
): Tally {
  const next = addToTally(tally, event, rule, minGapSeconds);
  if (next === 'rebuild') throw new RangeError('the events of a back-test must ascend in time');
  return next;
}
