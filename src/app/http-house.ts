import { parseE164 } from '#adapters/phone/e164.ts';
import type { Storage } from '#adapters/storage/open-storage.ts';
import { Failure } from '#ports/failure.ts';
import type { HealthPart, HttpHouse } from './http/house.ts';
import type { Parts } from './parts.ts';

/** What the routes ask for; while the database is not open, its ports fail with `unavailable`. */
export function httpHouse(parts: Parts, health: () => readonly HealthPart[]): HttpHouse {
  const { config, rules, calibrationOf, metrics, log } = parts;
  const storage = (): Storage => {
    if (parts.storage === null) throw new Failure('unavailable', 'the database is not open');
    return parts.storage;
  };
  return {
    now: () => new Date(),
    health,
    metrics: async () => ({
      contentType: metrics.registry.contentType,
      text: await metrics.registry.metrics(),
    }),
    tokens: config.http?.tokens.map((token) => token.reveal()) ?? [],
    rules,
    calibrationOf,
    parseE164: (text) => parseE164(text, config.office.region),
    events: { keepEvents: async (page) => storage().events.keepEvents(page) },
    callers: { recognise: async (number) => storage().callers.recognise(number) },
    people: {
      byId: (id) => storage().people.byId(id),
      popularity: () => storage().people.popularity(),
    },
    journal: { receiptOf: async (linkedid) => storage().journal.receiptOf(linkedid) },
    log,
  };
}
