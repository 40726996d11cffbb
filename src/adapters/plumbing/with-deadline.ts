import { Failure } from '#ports/failure.ts';

/**
 * What comes of `work`, or the failure of `signal` as soon as it fires: whoever works may forget to look at it.
 * `unavailable` when its time was over, else `gone`. `who`: in the message.
 */
export async function withDeadline<T>(
  work: Promise<T>,
  signal: AbortSignal,
  who: string,
): Promise<T> {
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(late(signal, who));
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
  try {
    return await Promise.race([work, aborted]);
  } catch (error) {
    throw signal.aborted ? late(signal, who) : error;
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
  }
}

function late({ reason }: AbortSignal, who: string): Failure {
  return reason instanceof DOMException && reason.name === 'TimeoutError'
    ? new Failure('unavailable', `${who} did not answer in time`)
    : new Failure('gone', 'the work was called off');
}
