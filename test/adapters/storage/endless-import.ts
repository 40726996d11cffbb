import { openStorage } from '#adapters/storage/open-storage.ts';
import { anEvent, DAY, someWeights } from '#test/ports/events.examples.ts';
import { NOW_SECONDS, optionsFor } from './engines.ts';

/** Run as a program: imports pages of 50 events until it is killed, and says which of them are committed. */
const dataDir = process.argv[2]!;
const storage = await openStorage(optionsFor({ url: null, dataDir }));
await storage.events.applyWeights(someWeights());
for (let page = 0; ; page += 1) {
  const events = Array.from({ length: 50 }, (_, index) =>
    anEvent({
      source: `page-${page}`,
      externalId: String(index),
      at: NOW_SECONDS - 90 * DAY + page * 60,
      clientId: `client-${index}`,
    }),
  );
  await storage.events.keepEvents(events);
  console.log(page);
}
