import { ageDays, halved } from './decay.ts';
import { evidenceMass, rankEmployees, type Candidate, type Evidence } from './rank.ts';
import { scoreEmployees, totalScore } from './score.ts';
import { amountAt, type PastEvent, type Tally } from './tally.ts';
import type { EventTypeRule, Weights } from './weights.ts';

/** One event, and what it adds now. */
interface ExplainedEvent {
  readonly at: number;
  readonly ageDays: number;
  /** 0.5 ^ (age ÷ half-life). */
  readonly decay: number;
  /** False inside the gap after the previous counted event: it adds nothing. */
  readonly counted: boolean;
}

/** All events of one type between the client and one employee. */
export interface ExplainedType {
  readonly type: string;
  readonly rule: EventTypeRule;
  /** Newest first. */
  readonly events: readonly ExplainedEvent[];
  /** What the kept tally holds beyond these events: older ones that were not listed. 0 when all are here. */
  readonly unlisted: number;
  /** A: the decays of the counted events and `unlisted`, summed. */
  readonly fresh: number;
  /** True when `max_fresh` is less than `fresh`. */
  readonly cut: boolean;
  /** weight × min(fresh, max_fresh). */
  readonly score: number;
}

export interface ExplainedCandidate extends Candidate {
  readonly types: readonly ExplainedType[];
}

/** The weights as plain data: a receipt travels as JSON. */
export interface ExplainedWeights extends Omit<Weights, 'eventTypes'> {
  readonly eventTypes: Readonly<Record<string, EventTypeRule>>;
}

/** An event type that the settings do not know, and how many events of it there are. */
export interface UnknownType {
  readonly type: string;
  readonly count: number;
}

/** The receipt of one ranking: every number of it, down to single events. */
export interface Explanation {
  readonly weights: ExplainedWeights;
  readonly companyKnown: boolean;
  readonly candidates: readonly ExplainedCandidate[];
  /** Σ S over everybody. */
  readonly ownTotal: number;
  /** The denominator of every probability. */
  readonly mass: number;
  /** What the probabilities leave of 1. */
  readonly somebodyElse: number;
  /** Event types that the settings do not know, most events first; they count nothing. */
  readonly unknownTypes: readonly UnknownType[];
  /** True when the events listed make up the tallies exactly; else the list is cut short, or a row is wrong. */
  readonly complete: boolean;
}

/**
 * Why this order: the same ranking, with the arithmetic of every event of the client.
 * The tallies have the last word, for they decide in a call; the events must add up to them, and `unlisted`
 * says where they do not.
 */
export function explainRanking(evidence: Evidence, events: readonly PastEvent[]): Explanation {
  const { weights, companyKnown } = evidence;
  const tallies = Map.groupBy(evidence.tallies, ({ employeeId }) => employeeId);
  const history = Map.groupBy(events, ({ employeeId }) => employeeId);
  const ranked = rankEmployees(evidence);
  const candidates = ranked.map((candidate) => ({
    ...candidate,
    types: (tallies.get(candidate.employeeId) ?? []).flatMap((tally) => {
      const mine = history.get(candidate.employeeId) ?? [];
      return explainType(tally, mine, weights, evidence.nowSeconds) ?? [];
    }),
  }));
  const ownTotal = totalScore(scoreEmployees(evidence.tallies, weights, evidence.nowSeconds));
  return {
    weights: { ...weights, eventTypes: Object.fromEntries(weights.eventTypes) },
    companyKnown,
    candidates,
    ownTotal,
    mass: evidenceMass(ownTotal, companyKnown, weights),
    somebodyElse: 1 - ranked.reduce((sum, { probability }) => sum + probability, 0),
    unknownTypes: unknownTypesOf(events, weights),
    complete: candidates.every(({ types }) => types.every(({ unlisted }) => unlisted === 0)),
  };
}

function unknownTypesOf(events: readonly PastEvent[], weights: Weights): readonly UnknownType[] {
  const unknown = events.filter(({ type }) => !weights.eventTypes.has(type));
  return [...Map.groupBy(unknown, ({ type }) => type)]
    .map(([type, { length: count }]) => ({ type, count }))
    .sort((a, b) => b.count - a.count || (a.type < b.type ? -1 : 1));
}

function explainType(
  tally: Tally,
  history: readonly PastEvent[],
  weights: Weights,
  nowSeconds: number,
): ExplainedType | null {
  const rule = weights.eventTypes.get(tally.type);
  if (rule === undefined) return null;
  const events = explainEvents(
    history.filter(({ type }) => type === tally.type).map(({ at }) => at),
    rule,
    weights.minGapMinutes * 60,
    // As the tally does it: with an event of the future, "now" is that event.
    Math.max(nowSeconds, tally.lastAt),
  );
  const listed = events.reduce((sum, { counted, decay }) => sum + (counted ? decay : 0), 0);
  const fresh = amountAt(tally, nowSeconds, rule.halfLifeDays);
  return {
    type: tally.type,
    rule,
    events,
    unlisted: Math.abs(fresh - listed) < ROUNDING ? 0 : fresh - listed,
    fresh,
    cut: fresh > weights.maxFresh,
    score: rule.weight * Math.min(fresh, weights.maxFresh),
  };
}

/** Sums of the same numbers in another order differ by less than this; an event of 30 half-lives ago as well. */
const ROUNDING = 1e-9;

function explainEvents(
  times: readonly number[],
  { halfLifeDays }: EventTypeRule,
  minGapSeconds: number,
  nowSeconds: number,
): readonly ExplainedEvent[] {
  let countedAt = -Infinity;
  const explained = times
    .toSorted((a, b) => a - b)
    .map((at) => {
      const counted = at - countedAt >= minGapSeconds;
      if (counted) countedAt = at;
      const decay = halved(nowSeconds - at, halfLifeDays);
      return { at, ageDays: ageDays(nowSeconds - at), decay, counted };
    });
  return explained.reverse();
}
