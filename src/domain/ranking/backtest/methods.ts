import { amountAt } from '../tally.ts';
import type { Weights } from '../weights.ts';
import { expire, UNTYPED_HALF_LIFE_DAYS, type Contact } from './contact.ts';
import { placeOf, type Place, type Scored } from './place.ts';
import type { PopularityBoard } from './popularity.ts';

/** What a method may look at for one call. */
export interface Sight {
  /** Everybody whom this client had to do with. */
  readonly contacts: readonly Contact[];
  /** Everybody whom the company's other clients had to do with, a client each; null: no company is known. */
  readonly colleagues: readonly Contact[] | null;
  readonly popularity: PopularityBoard;
  /** The manager whom the CRM names, where the data name one. */
  readonly managerId: string | null;
  readonly at: number;
}

/** Where a method puts this employee; null when it would not name them. */
export type Method = (sight: Sight, label: string) => Place | null;

const DAY_SECONDS = 86_400;
/** Older than anything: never. */
const NEVER_SECONDS = 1e15;

/**
 * The rankings that ours is compared with; docs/ranking.md, 5.5. Those that ask who handled something are left out
 * where no type says so, and the manager where no data name one.
 */
export function baselinesFor(
  weights: Weights,
  { knowsManagers }: { readonly knowsManagers: boolean },
): Readonly<Record<string, Method>> {
  const knowsHandled = [...weights.eventTypes.values()].some(({ handled }) => handled);
  return {
    last_employee: byContact((contact, at) => contact.lastAt - at),
    ...(knowsHandled && { last_handler: byContact(lastHandled) }),
    most_frequent: byContact(({ events }) => events),
    ...(knowsHandled && {
      most_frequent_handler: byContact(
        ({ handled }) => handled,
        ({ events }) => events,
      ),
    }),
    exp_30d: byContact(({ untyped }, at) =>
      untyped === undefined ? 0 : amountAt(untyped, at, UNTYPED_HALF_LIFE_DAYS),
    ),
    linear: byContact((contact, at) => positive(linearScore(contact, weights, at))),
    step: byContact((contact, at) => positive(stepScore(contact, weights, at))),
    popular: ({ popularity }, label) => popularity.placeOf(label),
    ...(knowsManagers && {
      assigned_manager: ({ managerId }: Sight, label: string) =>
        managerId === label ? { before: 0, tied: 1 } : null,
    }),
  };
}

/** S(e|c,t) of one contact, as `scoreEmployees` has it; docs/ranking.md, 6.1. */
export function ownScore({ tallies }: Contact, weights: Weights, at: number): number {
  let score = 0;
  for (const [type, tally] of tallies) {
    const { weight, halfLifeDays } = weights.eventTypes.get(type)!;
    score += weight * Math.min(amountAt(tally, at, halfLifeDays), weights.maxFresh);
  }
  return score;
}

/** By a score of each contact; null: not named. */
function byContact(
  score: (contact: Contact, at: number) => number | null,
  second?: (contact: Contact) => number,
): Method {
  return ({ contacts, at }, label) => {
    const named: Scored[] = [];
    for (const contact of contacts) {
      const mine = score(contact, at);
      if (mine === null) continue;
      const { employeeId, lastAt } = contact;
      named.push({ employeeId, score: mine, second: second?.(contact) ?? 0, lastAt });
    }
    return placeOf(label, named);
  };
}

function positive(score: number): number | null {
  return score > 0 ? score : null;
}

/** Those who handled nothing come after all who did; among them the tie decides. */
function lastHandled({ lastHandledAt }: Contact, at: number): number {
  return lastHandledAt === 0 ? -NEVER_SECONDS : lastHandledAt - at;
}

/** Σ w · max(0, 1 − age ÷ validity), validity = 2 half-lives: of n events w · (n − (n·t − Σ times) ÷ validity). */
function linearScore({ recent }: Contact, weights: Weights, at: number): number {
  let score = 0;
  for (const [type, events] of recent) {
    const { weight, halfLifeDays } = weights.eventTypes.get(type)!;
    const validSeconds = 2 * halfLifeDays * DAY_SECONDS;
    const count = expire(events, at, validSeconds);
    score += weight * (count - (count * at - events.sum) / validSeconds);
  }
  return score;
}

/** Σ w over the events that are still valid. */
function stepScore({ recent }: Contact, weights: Weights, at: number): number {
  let score = 0;
  for (const [type, events] of recent) {
    const { weight, halfLifeDays } = weights.eventTypes.get(type)!;
    score += weight * expire(events, at, 2 * halfLifeDays * DAY_SECONDS);
  }
  return score;
}
