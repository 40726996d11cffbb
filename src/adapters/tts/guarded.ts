import type { Breaker } from '#adapters/plumbing/http/breaker.ts';
import { withDeadline } from '#adapters/plumbing/with-deadline.ts';
import { Failure } from '#ports/failure.ts';
import type { Speaking, Speech } from '#ports/speech.ts';
import type { Purse } from './purse.ts';
import { speakable } from './speakable.ts';

export interface Guard {
  /** Of one text, with all that is tried for it. */
  readonly timeoutMs: number;
  readonly breaker: Breaker;
  /** Null: it costs nothing. */
  readonly purse: Purse | null;
  /** So long it is not asked after it refused us: a wrong key is no better for the next of a thousand texts. */
  readonly refusedRestMs: number;
  /** Monotonic. */
  readonly nowMs?: () => number;
}

/** A remote engine that cannot hold us up, is spared while it is down, and costs no more than it may. */
export function guarded(speech: Speech, guard: Guard): Speech {
  const { timeoutMs, breaker, purse, refusedRestMs, nowMs = () => performance.now() } = guard;
  const { capabilities } = speech;
  const { engine, textLengthMax } = capabilities;
  let refusedUntilMs = -Infinity;

  async function ask(text: string, signal: AbortSignal): Promise<Speaking> {
    try {
      const speaking = await withDeadline(speech.synthesise(text, signal), signal, engine);
      if (speaking.samples.length > 0) return speaking;
      throw new Failure('invalid', `${engine} answered with no sound`);
    } catch (error) {
      // Whom we hung up on may bill us all the same: the purse keeps what `gone` has cost.
      if (signal.aborted) throw new Failure('gone', `${engine} was not waited for`);
      if (error instanceof Failure && error.code === 'refused')
        refusedUntilMs = nowMs() + refusedRestMs;
      throw error;
    }
  }

  async function pay(text: string, signal: AbortSignal): Promise<Speaking> {
    if (purse === null) return ask(text, signal);
    const costMicros = capabilities.costOf(text);
    const speaking = await purse.pay(costMicros, () => ask(text, signal));
    return { ...speaking, by: { engine, costMicros, currency: purse.currency, insteadOf: null } };
  }

  async function inTime(text: string, signal: AbortSignal): Promise<Speaking> {
    try {
      return await pay(text, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
    } catch (error) {
      if (error instanceof Failure && error.code === 'gone' && !signal.aborted)
        throw new Failure('unavailable', `${engine} did not speak within ${timeoutMs} ms`);
      throw error;
    }
  }

  return {
    ...speech,
    async synthesise(text, signal) {
      const clean = speakable(text, textLengthMax);
      if (signal.aborted) throw new Failure('gone', 'the work was called off');
      const restMs = refusedUntilMs - nowMs();
      if (restMs > 0) {
        const seconds = Math.ceil(restMs / 1000);
        throw new Failure('refused', `${engine} refused us: not asked for ${seconds} s`);
      }
      return breaker.pass(() => inTime(clean, signal));
    },
  };
}
