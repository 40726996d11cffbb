import { createHttp, type Http, type HttpOptions } from '#adapters/plumbing/http/http.ts';
import { NO_BREAKER } from '#adapters/plumbing/http/breaker.ts';
import { createPace } from '#adapters/plumbing/http/pace.ts';

/** The way to a fake engine: as in production, but in a hurry. */
export function speechDoor(name: string, over: Partial<HttpOptions> = {}): Http {
  return createHttp({
    name,
    pace: createPace({ burst: 100, perSecond: 1_000, concurrency: 10 }),
    breaker: NO_BREAKER,
    attemptsMax: 2,
    backoffMs: 1,
    pauseMaxMs: 50,
    timeoutMs: 300,
    bytesMax: 4 * 1024 ** 2,
    ca: null,
    ...over,
  });
}
