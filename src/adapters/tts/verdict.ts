import type { HttpResponse } from '#adapters/plumbing/http/exchange.ts';
import { retryAfterMs, type Verdict } from '#adapters/plumbing/http/http.ts';
import { failureOfStatus, mayHeal } from '#adapters/plumbing/http/json.ts';
import { Failure } from '#ports/failure.ts';
import type { Pcm } from '#ports/speech.ts';
import { soundFrom } from './sound-bytes.ts';

/** What an engine's status says where it is no success; null for 200, where the body decides. */
export function refusalOf(name: string, response: HttpResponse): Verdict<never> | null {
  const { status } = response;
  if (mayHeal(status)) {
    const why = `${name} answered ${status}`;
    return { kind: 'again', afterMs: retryAfterMs(response, new Date()), why };
  }
  return status === 200 ? null : { kind: 'failed', failure: failureOfStatus(name, response) };
}

/** The sound of an answer; what is no sound has failed, and would fail again. As `soundFrom`. */
export function verdictOnSound(...answer: Parameters<typeof soundFrom>): Verdict<Pcm> {
  try {
    return { kind: 'answer', value: soundFrom(...answer) };
  } catch (error) {
    if (error instanceof Failure) return { kind: 'failed', failure: error };
    throw error;
  }
}
