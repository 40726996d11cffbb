import { secondsFrom } from '#adapters/crm/time-text.ts';
import { parseE164 } from '#adapters/phone/e164.ts';
import type { Storage } from '#adapters/storage/open-storage.ts';
import { explainer } from '#pipeline/explain.ts';
import { Failure } from '#ports/failure.ts';
import { hookNews } from './crm/hook.ts';
import type { HealthPart, HttpHouse } from './http/house.ts';
import type { Parts } from './parts.ts';

/** Deletions are kept before the CRM hears that we know; everything else is read soon. */
async function crmTold(
  source: string,
  token: string,
  body: string,
  { config, sync }: Parts,
  events: () => Storage['events'],
): Promise<boolean> {
  const known = config.crm.find(({ name }) => name === source);
  const news = known === undefined ? null : hookNews(known, token, body, new Date());
  if (news === null) return false;
  if (news.events.length > 0) await events().keepEvents(news.events);
  if (news.isWorthReading) sync.poke(source);
  return true;
}

/** What the routes ask for; while the database is not open, its ports fail with `unavailable`. */
export function httpHouse(parts: Parts, health: () => readonly HealthPart[]): HttpHouse {
  const { config, rules, calibrationOf, metrics, log } = parts;
  const storage = (): Storage => {
    if (parts.storage === null) throw new Failure('unavailable', 'the database is not open');
    return parts.storage;
  };
  const now = (): Date => new Date();
  const explaining = () => explainer({ ...storage(), now, rules, calibrationOf });
  return {
    now,
    health,
    metrics: async () => ({
      contentType: metrics.registry.contentType,
      text: await metrics.registry.metrics(),
    }),
    tokens: config.http?.tokens.map((token) => token.reveal()) ?? [],
    rules,
    calibrationOf,
    parseE164: (text) => parseE164(text, config.office.region),
    events: {
      keepEvents: async (page) => storage().events.keepEvents(page),
      keepEmployees: async (page) => storage().events.keepEmployees(page),
      keepClients: async (page) => storage().events.keepClients(page),
    },
    crmTold: (source, token, body) => crmTold(source, token, body, parts, () => storage().events),
    momentFrom: (text) => secondsFrom(text, config.office.hours.zone),
    callers: { recognise: async (number) => storage().callers.recognise(number) },
    people: {
      byId: (id) => storage().people.byId(id),
      byNumber: (number) => storage().people.byNumber(number),
      popularity: () => storage().people.popularity(),
    },
    archive: { eventTypes: async () => storage().archive.eventTypes() },
    explaining: {
      ofNumber: async (number, at) => explaining().ofNumber(number, at),
      ofCall: async (linkedid) => explaining().ofCall(linkedid),
    },
    journal: { receiptOf: async (linkedid) => storage().journal.receiptOf(linkedid) },
    log,
  };
}
