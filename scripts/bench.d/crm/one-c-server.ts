/** A 1C with many invoices, in a process of its own. Argument: how many. */
import { infobase, invoice } from '#test/adapters/crm/one-c/trade.ts';
import { startFakeOneC } from '#test/fakes/fake-one-c.ts';

const documents = Number(process.argv[2]);
const YEAR_SECONDS = 365 * 86_400;
const base = infobase();
const end = Date.now() / 1000 + 3 * 3600 - 86_400;
base.set(
  'Document_СчетНаОплатуКлиенту',
  Array.from({ length: documents }, (_, number) => {
    const at = end - YEAR_SECONDS * (1 - number / documents);
    return invoice(1_000 + number, new Date(at * 1000).toISOString().slice(0, 19));
  }),
);
const { url } = await startFakeOneC({ infobase: base });
process.send?.({ kind: 'listening', url });
