import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { cliHouse } from '#app/cli-house.ts';
import { verbs } from '#app/cli/index.ts';
import { runCli } from '#app/cli/run.ts';
import { guid, invoice } from '#test/adapters/crm/one-c/trade.ts';
import { startFirm, type Firm } from './firm.ts';

// The real command line over a real database file, and 1C over real HTTP.

async function telefonistka(words: string, { file }: Pick<Firm, 'file'>) {
  const printed: string[] = [];
  const noted: string[] = [];
  const exit = await runCli(verbs, [...words.split(' '), '--config', file], {
    language: 'en',
    out: { print: (line) => void printed.push(line), note: (line) => void noted.push(line) },
    signal: new AbortController().signal,
    houseFor: cliHouse,
  });
  return { exit, printed: printed.join('\n'), noted };
}

async function synced(words: string, firm: Firm) {
  const { printed } = await telefonistka(`sync --json ${words}`.trim(), firm);
  return (JSON.parse(printed) as { sources: Record<string, Record<string, number>>[] }).sources[0]!;
}

test('a dry run counts and keeps nothing; then everything comes; then only what is new', async () => {
  await using firm = await startFirm();
  const dry = await telefonistka('sync --dry-run', firm);
  expect(dry.exit).toBe(0);
  expect(dry.printed).toMatch(/^ut11 {2}\d+\.\d s {2}\(dry run: nothing was written\)$/m);
  expect(dry.printed).toMatch(/^events +3$/m);
  expect(dry.printed).toMatch(/^ {2}invoice_sent: 2$/m);
  expect(dry.noted.at(-1)).toBe('ut11: 100.0 %  events 3');

  expect(await synced('', firm)).toMatchObject({
    source: 'ut11',
    employees: { added: 3 },
    clients: { added: 2 },
    events: { added: 3, changed: 0, unchanged: 0 },
    types: { invoice_sent: 2, call_answered: 1 },
    unknown_types: [],
    failure: null,
  });
  firm.base.get('Document_СчетНаОплатуКлиенту')!.push(invoice(102, firm.hoursAgo(0.05)));
  expect(await synced('', firm)).toMatchObject({ events: { added: 1, changed: 0, unchanged: 0 } });
  const { printed } = await telefonistka('rank +74951234567', firm);
  expect(printed).toContain('Анна Петрова');
});

test('--since reads again: what was taken away in 1C is gone, even beyond the nightly month', async () => {
  await using firm = await startFirm();
  const invoices = firm.base.get('Document_СчетНаОплатуКлиенту')!;
  invoices.push(invoice(103, firm.hoursAgo(24 * 100)));
  expect(await synced('', firm)).toMatchObject({ events: { added: 4 } });
  invoices.splice(
    invoices.findIndex((row) => row['Ref_Key'] === guid(103)),
    1,
  );
  expect(await synced('', firm)).toMatchObject({ events: { added: 0, changed: 0 } });
  const since = new Date(Date.now() - 200 * 86_400_000).toISOString().slice(0, 10);
  expect(await synced(`--since ${since}`, firm)).toMatchObject({
    events: { added: 0, changed: 1, unchanged: 3 },
  });
});

test('a source in trouble is told with its reason, the others are read, and the exit code says so', async () => {
  await using firm = await startFirm();
  await using broken = await startFirm({}, {});
  broken.break('business-error');
  const { folder } = firm;
  await using both = await startFirm({
    data_dir: folder,
    crm: [
      { name: 'broken', kind: 'one-c-odata', url: broken.oneC.url, mapping: 'mapping.yaml' },
      { name: 'ut11', kind: 'one-c-odata', url: firm.oneC.url, mapping: 'mapping.yaml' },
    ],
  });
  const { exit, printed } = await telefonistka('sync', both);
  expect(exit).toBe(1);
  expect(printed).toMatch(
    /^broken: not read: 1C broken: Document_Отпуск: error 500, code -1: Ошибка/m,
  );
  expect(printed).toMatch(/^events +3 +0 +0$/m);
});

test('event types that ranking.yaml does not know are named', async () => {
  await using firm = await startFirm();
  const mapping = `${firm.folder}/mapping.yaml`;
  await writeFile(
    mapping,
    (await readFile(mapping, 'utf8')).replace('invoice_sent', 'invoice_made'),
  );
  const { printed } = await telefonistka('sync', firm);
  expect(printed).toContain('  invoice_made: 2 - not in ranking.yaml, does not count');
});

test.each([
  ['sync --source ut12', 'no CRM source ut12; there are: ut11'],
  ['sync --since yesterday', '--since: yesterday: write 2026-01-31 or 2026-01-31T09:00:00+03:00'],
])('%s: %s', async (words, complaint) => {
  await using firm = await startFirm();
  const { exit, noted } = await telefonistka(words, firm);
  expect([exit, noted]).toEqual([1, [complaint]]);
});

test('without any source it says where to write one', async () => {
  await using firm = await startFirm({ crm: [] });
  const { exit, noted } = await telefonistka('sync', firm);
  expect(exit).toBe(1);
  expect(noted[0]).toContain('config/example.yaml shows how');
});

test('doctor: the source answers and shows what the mapping names', async () => {
  await using firm = await startFirm();
  const checks = await cliHouse(firm.file).checks();
  const check = checks.find(({ name }) => name.en === 'CRM ut11');
  expect(await check?.run(AbortSignal.timeout(5_000))).toMatchObject([{ severity: 'ok' }]);
});
