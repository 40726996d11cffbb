import { amountOf, monthOf } from '#domain/money.ts';
import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import type { SpeechMoney } from '#ports/speech.ts';

/** What one vendor may cost us in a month. */
export interface Purse {
  readonly currency: string;
  /**
   * Does `work` if the month's limit leaves room for it: what it costs is noted before, so that a crash counts too
   * much rather than nothing, and given back when it failed for free. Fails with `exhausted`, `unavailable` (nobody
   * counts now), and as `work` does.
   */
  pay<T>(costMicros: number, work: () => Promise<T>): Promise<T>;
}

export interface PurseOptions {
  /** Under this name it is counted. */
  readonly account: string;
  readonly currency: string;
  /** Of a calendar month, UTC; null: no limit. */
  readonly limitMicros: number | null;
  /** Null while the store is not open. */
  readonly money: () => SpeechMoney | null;
  readonly now: () => Date;
  readonly log: Log;
}

export function createPurse(options: PurseOptions): Purse {
  const { account, currency, limitMicros, money, now, log } = options;

  return {
    currency,
    async pay(costMicros, work) {
      const counter = money();
      if (counter === null)
        throw new Failure('unavailable', `${account}: what it costs cannot be counted yet`);
      const month = monthOf(now());
      const spending = { account, month, micros: costMicros, limitMicros };
      if (!(await counter.spend(spending))) {
        const limit = amountOf(limitMicros ?? 0);
        throw new Failure(
          'exhausted',
          `${account}: the limit of ${limit} ${currency} for ${month} is reached`,
        );
      }
      try {
        return await work();
      } catch (error) {
        if (isFree(error))
          await counter.spend({ ...spending, micros: -costMicros }).catch((why: unknown) => {
            log.warn({ account, err: why }, 'money was not given back');
          });
        throw error;
      }
    },
  };
}

/** Who says no, or is not there, sends no bill. Whom we hung up on, and who sent something bad, may. */
function isFree(error: unknown): boolean {
  if (!(error instanceof Failure)) return false;
  return error.code === 'refused' || error.code === 'unavailable' || error.code === 'not-found';
}
