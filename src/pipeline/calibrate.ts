import {
  fitKind,
  NO_CALIBRATION,
  type Calibration,
  type KindCalibration,
} from '#domain/learning/calibration.ts';
import type { EvidenceKind } from '#domain/learning/belief.ts';
import { labelOf } from '#domain/learning/label.ts';
import { Failure } from '#ports/failure.ts';
import type { CallOutcome, Journal } from '#ports/journal.ts';
import type { Log } from '#ports/log.ts';

/** More than are used: some calls teach the one correction and not the other. */
const CALLS_READ_MAX = 2_000;
/** docs/ranking.md, 5.8. */
const REFIT_EVERY_LABELS = 200;
/** After the database was away. */
const RETRY_AFTER_MS = 60_000;

/** How the probabilities of one ranking came true in calls that began before then. Fails with `unavailable`. */
export async function calibrationFrom(
  journal: Pick<Journal, 'labelledCalls'>,
  weightsVersion: string,
  beforeMs: number,
): Promise<Calibration> {
  const fit = async (evidence: EvidenceKind): Promise<KindCalibration> => {
    const wanted = { weightsVersion, evidence, beforeMs, callsMax: CALLS_READ_MAX };
    return fitKind(await journal.labelledCalls(wanted));
  };
  return { own: await fit('own'), company: await fit('company') };
}

export interface CalibratorNeeds {
  readonly journal: Pick<Journal, 'labelledCalls'>;
  /** The rankings that decide now; none: nothing is corrected. */
  readonly versions: () => readonly string[];
  /** Ends of calls that began later than this are not looked at yet; unix milliseconds. */
  readonly beforeMs: () => number;
  readonly log: Log;
  /** A look is over; for the gauges. */
  readonly looked?: (ok: boolean) => void;
  /** For tests. */
  readonly retryAfterMs?: number;
}

/** Keeps the corrections that calls go by, and makes them anew behind their backs. */
export interface CalibrationKeeper {
  /** From memory, at once. */
  calibrationOf(weightsVersion: string): Calibration;
  /** Counts labels: so many new ones are worth a new look. */
  ended(outcome: CallOutcome): void;
  /** Looks anew: at the start, every night, with other settings. Never fails: what there is stays, and it tries again. */
  refit(): Promise<void>;
  stop(): void;
}

export function keepCalibration(needs: CalibratorNeeds): CalibrationKeeper {
  const { journal, versions, beforeMs, log, looked, retryAfterMs = RETRY_AFTER_MS } = needs;
  let known: ReadonlyMap<string, Calibration> = new Map();
  let labels = 0;
  let retry: NodeJS.Timeout | undefined;
  let isStopped = false;
  /** One at a time; who asks meanwhile is answered by the next one. */
  let turn: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | null = null;

  async function refitNow(): Promise<void> {
    waiting = null;
    if (isStopped) return;
    clearTimeout(retry);
    labels = 0;
    try {
      const fitted = new Map<string, Calibration>();
      for (const version of new Set(versions())) {
        const calibration = await calibrationFrom(journal, version, beforeMs());
        fitted.set(version, calibration);
        const { own, company } = calibration;
        log.info({ weights: version, own: own.three, company: company.three }, 'calibrated');
      }
      known = fitted;
      looked?.(true);
    } catch (error) {
      if (isStopped) return;
      looked?.(false);
      const why = error instanceof Failure ? { reason: error.message } : { err: error };
      log.warn(why, 'not calibrated: the last corrections stay in force');
      retry = setTimeout(() => void refit(), retryAfterMs).unref();
    }
  }

  function refit(): Promise<void> {
    waiting ??= turn = turn.then(refitNow);
    return waiting;
  }

  return {
    calibrationOf: (version) => known.get(version) ?? NO_CALIBRATION,
    ended(outcome) {
      if (labelOf({ ...outcome, redialled: false }) === null) return;
      labels += 1;
      if (labels >= REFIT_EVERY_LABELS) void refit();
    },
    refit,
    stop() {
      isStopped = true;
      clearTimeout(retry);
    },
  };
}
