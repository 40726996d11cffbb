import { addToTally, tallyOf, type Tally } from '../tally.ts';
import type { EventTypeRule, Weights } from '../weights.ts';
import type { HistoryEvent } from './history.ts';

/** What the past holds of one client and one employee, in the form that every method of a back-test asks for. */
export interface Contact {
  readonly clientId: string;
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
  /** They ascend. */
  readonly times: number[];
  /** Those before have expired. */
  first: number;
  /** Sum of the times from `first` on: whole seconds, exact. */
  sum: number;
}

/** docs/ranking.md, 5.5: `exp_30d`. */
export const UNTYPED_HALF_LIFE_DAYS = 30;
const UNTYPED = { halfLifeDays: UNTYPED_HALF_LIFE_DAYS };

export function newContact(clientId: string, employeeId: string): Contact {
  return {
    clientId,
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

/** In any order of time, though fastest in the right one: we may hear late of what happened long ago. */
export function addToContact(contact: Contact, event: HistoryEvent, weights: Weights): void {
  if (event.at >= contact.lastAt) {
    contact.lastAt = event.at;
    contact.lastType = event.type;
  }
  contact.events += 1;
  // Without a gap no event decides about another: it is never to be rebuilt.
  contact.untyped = addToTally(contact.untyped, event, UNTYPED, 0) as Tally;
  const rule = weights.eventTypes.get(event.type);
  if (rule === undefined) return;
  if (rule.handled) {
    contact.handled += 1;
    contact.lastHandledAt = Math.max(contact.lastHandledAt, event.at);
  }
  const recent = contact.recent.get(event.type) ?? { times: [], first: 0, sum: 0 };
  contact.recent.set(event.type, recent);
  insert(recent, event.at);
  const tally = contact.tallies.get(event.type);
  const gapSeconds = weights.minGapMinutes * 60;
  contact.tallies.set(event.type, grown(tally, event, rule, gapSeconds, recent.times));
}

/** Forgets what is older than `validSeconds`; answers how many are left. */
export function expire(recent: Recent, at: number, validSeconds: number): number {
  while (recent.first < recent.times.length && at - recent.times[recent.first]! >= validSeconds) {
    recent.sum -= recent.times[recent.first]!;
    recent.first += 1;
  }
  return recent.times.length - recent.first;
}

function insert(recent: Recent, at: number): void {
  const { times } = recent;
  let place = times.length;
  while (place > 0 && times[place - 1]! > at) place -= 1;
  if (place === times.length) times.push(at);
  else times.splice(place, 0, at);
  // Later ones have expired already: so has this.
  if (place < recent.first) recent.first += 1;
  else recent.sum += at;
}

/** `times`: all of this type, this event among them. */
function grown(
  tally: Tally | undefined,
  event: HistoryEvent,
  rule: EventTypeRule,
  minGapSeconds: number,
  times: readonly number[],
): Tally {
  const next = addToTally(tally, event, rule, minGapSeconds);
  return next === 'rebuild'
    ? tallyOf(event.employeeId, event.type, times, rule, minGapSeconds)!
    : next;
}
