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
  /** The same number called again within ten minutes. */
  readonly redialled: boolean;
}

/**
 * Whom the caller wanted, as far as we can know: never the key, always the talk. A transfer leaves a label, for the
 * last who talked is whom the caller was brought to; a redial leaves none.
 */
export function labelOf({ employeeId, talkSeconds, redialled }: CallEnd): string | null {
  return talkSeconds >= TALK_SECONDS_MIN && !redialled ? employeeId : null;
}

/** The caller talked, with the person he came to at once, and had no need to call again. */
export function isGoodOutcome(end: CallEnd): boolean {
  return labelOf(end) !== null && !end.transferred;
}
