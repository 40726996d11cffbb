import type { TalkAfterTransfer } from '#domain/call/outcome.ts';

/** docs/ranking.md, section 9: who talked that long was who dealt with the call. */
export const TALK_SECONDS_MIN = 30;
/** … unless the caller tried again so soon. */
export const REDIAL_WITHIN_MS = 10 * 60_000;

/** How a call ended, as far as it teaches anything. */
export interface CallEnd {
  /** The last employee who talked for half a minute, else the last who talked; null: nobody. */
  readonly employeeId: string | null;
  /** With that employee. */
  readonly talkSeconds: number;
  readonly transferred: boolean;
  /** Absent or null after a transfer: nobody talked then, or nobody noted it. */
  readonly afterTransfer?: TalkAfterTransfer | null;
  /** The same number called again within ten minutes. */
  readonly redialled: boolean;
}

/** Why a call says nothing of whom the caller wanted. */
export type NoLabel = 'nobody' | 'passedOn' | 'shortTalk' | 'redialled';

/**
 * Whom the caller wanted, as far as we can know: never the key, always the talk; null for the reason that `whyNoLabel`
 * tells. A transfer leaves a label only where it brought the caller to an employee who then dealt with him.
 */
export function labelOf(end: CallEnd): string | null {
  return whyNoLabel(end) === null ? end.employeeId : null;
}

/** Null: the call says it. */
export function whyNoLabel(end: CallEnd): NoLabel | null {
  const { employeeId, talkSeconds, transferred, redialled } = end;
  if (employeeId === null) return 'nobody';
  if (transferred && !stayedWith(employeeId, end.afterTransfer ?? null)) return 'passedOn';
  if (talkSeconds < TALK_SECONDS_MIN) return 'shortTalk';
  return redialled ? 'redialled' : null;
}

/** Else the one who dealt with the call passed it on: to an outside number, to a queue, to somebody for a word. */
function stayedWith(employeeId: string, last: TalkAfterTransfer | null): boolean {
  return last?.employeeId === employeeId && last.talkSeconds >= TALK_SECONDS_MIN;
}

/**
 * The same number called again so soon: from the very end on, for a call during the call is another line. Unix
 * milliseconds.
 */
export function isRedial(againAtMs: number, endedAtMs: number): boolean {
  return againAtMs >= endedAtMs && againAtMs <= endedAtMs + REDIAL_WITHIN_MS;
}

/** The caller talked, with the person he came to at once, and had no need to call again. */
export function isGoodOutcome(end: CallEnd): boolean {
  return labelOf(end) !== null && !end.transferred;
}
