import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { infobase, invoice, MAPPING, phoneCall } from '#test/adapters/crm/one-c/trade.ts';
import {
  startFakeOneC,
  type FakeOneC,
  type Infobase,
  type OneCFault,
} from '#test/fakes/fake-one-c.ts';

export interface Firm extends AsyncDisposable {
  readonly folder: string;
  /** The settings: one 1C source named ut11. */
  readonly file: string;
  readonly base: Infobase;
  readonly oneC: FakeOneC;
  /** From now on every request goes wrong so; null: none does. */
  break(fault: OneCFault | null): void;
  /** A moment so many hours ago, as the infobase writes it. */
  hoursAgo(hours: number): string;
}

const HOUR_MS = 3_600_000;

/** A folder with settings for a small firm's 1C that answers over HTTP: two invoices and a call of the last days. */
export async function startFirm(
  more: Readonly<Record<string, unknown>> = {},
  source: Readonly<Record<string, unknown>> = {},
): Promise<Firm> {
  const folder = await mkdtemp(join(tmpdir(), 'tel-firm-'));
  const base = infobase();
  let fault: OneCFault | null = null;
  const oneC = await startFakeOneC({ infobase: base, fault: () => fault });
  const hoursAgo = (hours: number): string =>
    new Date(Date.now() - hours * HOUR_MS + 3 * HOUR_MS).toISOString().slice(0, 19);
  base
    .get('Document_СчетНаОплатуКлиенту')!
    .push(invoice(100, hoursAgo(30)), invoice(101, hoursAgo(300)));
  base.get('Document_ТелефонныйЗвонок')!.push(phoneCall(200, hoursAgo(5)));
  const file = join(folder, 'settings.yaml');
  await writeFile(join(folder, 'mapping.yaml'), stringify(MAPPING));
  const ut11 = {
    name: 'ut11',
    kind: 'one-c-odata',
    url: oneC.url,
    mapping: 'mapping.yaml',
    ...source,
  };
  await writeFile(file, stringify({ language: 'en', data_dir: folder, crm: [ut11], ...more }));
  return {
    folder,
    file,
    base,
    oneC,
    break: (now) => void (fault = now),
    hoursAgo,
    async [Symbol.asyncDispose]() {
      await oneC[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
