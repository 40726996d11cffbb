import type { Arm } from '#domain/learning/arm.ts';
import { isGoodOutcome, labelOf, type CallEnd } from '#domain/learning/label.ts';
import type { Lesson } from '#domain/learning/lesson.ts';
import { differenceOf, shareOf, type Counted, type Difference, type Share } from './share.ts';

/** One call of a known client, or of a stranger; src/ports/journal.ts. */
export interface ToldCall {
  readonly linkedid: string;
  readonly startedAtMs: number;
  readonly clientId: string | null;
  readonly weightsVersion: string;
  readonly policy: 'queue' | 'direct' | 'menu' | 'default';
  readonly offered: readonly string[];
  readonly wasHeard: boolean;
  readonly chosenSlot: number | null;
  readonly end: CallEnd | null;
  readonly lesson: Lesson | null;
}

type Ranked = ToldCall & { readonly lesson: Lesson };

export function rankedCalls(calls: readonly ToldCall[]): readonly Ranked[] {
  return calls.filter((call): call is Ranked => call.lesson !== null);
}

/** How one ranking did for its callers. */
export interface ArmReport {
  readonly arm: Arm;
  /** Of its weights; more than one: they were changed meanwhile, and this is a mixture. */
  readonly versions: readonly string[];
  /** Names were offered; of all its calls. */
  readonly menus: Share;
  /** Ended with one of our people; of all its calls whose end is known. */
  readonly reached: Share;
  /** Wanted the first of its ranking, one of the first three; of its calls with a label. */
  readonly hit1: Share;
  readonly hit3: Share;
}

/** Unix milliseconds, both ends among it. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

function spanOf(calls: readonly Ranked[]): Span | null {
  if (calls.length === 0) return null;
  const times = calls.map(({ startedAtMs }) => startedAtMs).sort((a, b) => a - b);
  return { fromMs: times[0]!, toMs: times.at(-1)! };
}

function isIn({ startedAtMs }: Ranked, { fromMs, toMs }: Span): boolean {
  return fromMs <= startedAtMs && startedAtMs <= toMs;
}

/** The two rankings side by side; null when no call met the canary. */
export interface TrialReport {
  /** From the canary's first call to its last: other weeks would be another business. */
  readonly span: Span;
  readonly arms: readonly [ArmReport, ArmReport];
  /** Canary less main; null where one side has no calls with a label. */
  readonly hit1: Difference | null;
  readonly hit3: Difference | null;
}

export function trialReport(calls: readonly ToldCall[]): TrialReport | null {
  const ranked = rankedCalls(calls);
  const canary = ranked.filter(({ lesson }) => lesson.arm === 'canary');
  const span = spanOf(canary);
  if (span === null) return null;
  const main = ranked.filter((call) => call.lesson.arm === 'main' && isIn(call, span));
  return {
    span,
    arms: [armReport('main', main), armReport('canary', canary)],
    hit1: differenceOf(hits(main, 1), hits(canary, 1)),
    hit3: differenceOf(hits(main, 3), hits(canary, 3)),
  };
}

function armReport(arm: Arm, calls: readonly Ranked[]): ArmReport {
  return {
    arm,
    versions: [...new Set(calls.map(({ weightsVersion }) => weightsVersion))].sort(),
    menus: shareOf(counted(calls, ({ lesson }) => lesson.planned.length > 0)),
    reached: shareOf(counted(ended(calls), ({ end }) => end?.employeeId !== null)),
    hit1: shareOf(hits(calls, 1)),
    hit3: shareOf(hits(calls, 3)),
  };
}

/** Of the calls with a label: was it among the first `count` of the ranking, whatever was offered. */
function hits(calls: readonly Ranked[], count: number): readonly Counted[] {
  return counted(labelled(calls), ({ end, lesson }) =>
    lesson.belief.people.slice(0, count).some(({ employeeId }) => employeeId === end?.employeeId),
  );
}

/** Menus that chance kept from the caller, beside those that were played. */
export interface HoldoutReport {
  /** From the first call that was held out to the last. */
  readonly span: Span;
  /** How often the caller wanted the first we would have named, one of those; of the calls with a label. */
  readonly heldOut: Hits;
  readonly played: Hits;
}

interface Hits {
  readonly calls: number;
  readonly hit1: Share;
  readonly hit3: Share;
}

/** Null when nothing was held out. */
export function holdoutReport(calls: readonly ToldCall[]): HoldoutReport | null {
  const ranked = rankedCalls(calls);
  const heldOut = ranked.filter(({ lesson }) => lesson.holdout);
  const span = spanOf(heldOut);
  if (span === null) return null;
  const meanwhile = ranked.filter((call) => isIn(call, span));
  return { span, heldOut: plannedHits(heldOut), played: plannedHits(playedMenus(meanwhile)) };
}

function plannedHits(calls: readonly Ranked[]): Hits {
  const among = (count: number): Share =>
    shareOf(
      counted(labelled(calls), ({ end, lesson }) =>
        lesson.planned.slice(0, count).includes(end?.employeeId ?? ''),
      ),
    );
  return { calls: calls.length, hit1: among(1), hit3: among(3) };
}

/** Menus that the caller heard. */
export function playedMenus<T extends ToldCall>(calls: readonly T[]): readonly T[] {
  return calls.filter(({ policy, wasHeard }) => policy === 'menu' && wasHeard);
}

export function counted<T extends ToldCall>(
  calls: readonly T[],
  isSo: (call: T) => boolean,
): readonly Counted[] {
  return calls.map((call) => ({
    linkedid: call.linkedid,
    clientId: call.clientId,
    isSo: isSo(call),
  }));
}

function ended<T extends ToldCall>(calls: readonly T[]): readonly T[] {
  return calls.filter(({ end }) => end !== null);
}

function labelled<T extends ToldCall>(calls: readonly T[]): readonly T[] {
  return calls.filter(({ end }) => end !== null && labelOf(end) !== null);
}

/** Whether people key the first place more and more, and get no further by it; docs/ranking.md, 10.5. */
export interface AlarmReport {
  /** Menus of the earlier and of the later half of the time. */
  readonly menus: readonly [number, number];
  /** Share of menus whose first place was keyed, later less earlier. */
  readonly firstPlace: Difference | null;
  /** Share of menus that ended well, of those whose end is known, later less earlier. */
  readonly goodOutcome: Difference | null;
  /** Null: too few menus to tell. */
  readonly isAlarming: boolean | null;
}

/** Fewer in one half tell nothing. */
const ALARM_MENUS_MIN = 100;

export function alarmReport(calls: readonly ToldCall[], fromMs: number, toMs: number): AlarmReport {
  const menus = playedMenus(calls);
  const middle = (fromMs + toMs) / 2;
  const halves = [
    menus.filter(({ startedAtMs }) => startedAtMs < middle),
    menus.filter(({ startedAtMs }) => startedAtMs >= middle),
  ] as const;
  const [firstPlace, goodOutcome] = [
    differenceOf(...bothOf(halves, (half) => counted(half, ({ chosenSlot }) => chosenSlot === 0))),
    differenceOf(
      ...bothOf(halves, (half) =>
        counted(ended(half), ({ end }) => end !== null && isGoodOutcome(end)),
      ),
    ),
  ];
  const isEnough =
    firstPlace !== null &&
    goodOutcome !== null &&
    halves.every((half) => ended(half).length >= ALARM_MENUS_MIN);
  return {
    menus: [halves[0].length, halves[1].length],
    firstPlace,
    goodOutcome,
    // Both beyond chance: a rise that may be none alarms nobody, and a gain that may be none reassures nobody.
    isAlarming: isEnough ? firstPlace.low > 0 && goodOutcome.low <= 0 : null,
  };
}

function bothOf<T, U>([a, b]: readonly [T, T], of: (one: T) => U): [U, U] {
  return [of(a), of(b)];
}
