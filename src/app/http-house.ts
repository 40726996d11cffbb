import { createHash, timingSafeEqual } from 'node:crypto';
import { parseE164 } from '#adapters/phone/e164.ts';
import type { Storage } from '#adapters/storage/open-storage.ts';
import { Failure } from '#ports/failure.ts';
import type { HealthPart, HttpHouse } from './http/house.ts';
import type { Parts } from './parts.ts';

function crmTold(source: string, token: string, { config, sync }: Parts): boolean {
  const known = config.crm.find(({ name }) => name === source)?.hookToken;
  if (known === undefined || known === null || !isSameSecret(known.reveal(), token)) return false;
  sync.poke(source);
  return true;
}

/** In constant time: digests are of one length. */
function isSameSecret(known: string, offered: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(known), digest(offered));
}

/** What the routes ask for; while the database is not open, its ports fail with `unavailable`. */
export function httpHouse(parts: Parts, health: () => readonly HealthPart[]): HttpHouse {
  const { config, rules, metrics, log } = parts;
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
    parseE164: (text) => parseE164(text, config.office.region),
    events: {
      keepEvents: async (page) => storage().events.keepEvents(page),
      keepEmployees: async (page) => storage().events.keepEmployees(page),
      keepClients: async (page) => storage().events.keepClients(page),
    },
    crmTold: (source, token) => crmTold(source, token, parts),
    callers: { recognise: async (number) => storage().callers.recognise(number) },
    people: {
      byId: (id) => storage().people.byId(id),
      popularity: () => storage().people.popularity(),
    },
    journal: { receiptOf: async (linkedid) => storage().journal.receiptOf(linkedid) },
    log,
  };
}
