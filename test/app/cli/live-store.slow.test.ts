import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cliHouse } from '#app/cli-house.ts';
import { runCli } from '#app/cli/run.ts';
import { verbs } from '#app/cli/index.ts';
import { openStorage } from '#adapters/storage/open-storage.ts';
import { anOutcome, aVisit } from '#test/ports/journal.contract.ts';
import { aClient, anEmployee, anEvent } from '#test/ports/events.examples.ts';
import { quietLog } from '#test/adapters/storage/engines.ts';

const FIRST_CALL = Date.UTC(2026, 4, 31, 21); // midnight of 1 June in Moscow
const DAY_MS = 86_400_000;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tel-live-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A store with ten calls of one client, a day apart; of the first one the end is not known. */
async function filledStore(): Promise<string> {
  const importedAt = new Date(FIRST_CALL - DAY_MS);
  const options = { url: null, dataDir: join(folder, 'var'), log: quietLog, now: () => importedAt };
  await using storage = await openStorage(options);
  await storage.events.keepEmployees([anEmployee()]);
  await storage.events.keepClients([aClient({ companyId: 'ooo', managerId: 'anna' })]);
  const at = Math.floor(importedAt.getTime() / 1000) - 86_400;
  await storage.events.keepEvents([anEvent({ at })]);
  for (let day = 0; day < 10; day += 1) {
    const [linkedid, startedAtMs] = [`${day}.1`, FIRST_CALL + day * DAY_MS];
    storage.journal.visited(aVisit({ linkedid, startedAtMs }));
    if (day > 0)
      storage.journal.ended(anOutcome({ linkedid, startedAtMs, endedAtMs: startedAtMs + 60_000 }));
  }
  const file = join(folder, 'telefonistka.yaml');
  await writeFile(
    file,
    `data_dir: ${join(folder, 'var')}\nlanguage: en\noffice: { zone: Europe/Moscow }\n`,
  );
  return file;
}

async function telefonistka(...words: string[]) {
  const printed: string[] = [];
  const noted: string[] = [];
  const exit = await runCli(verbs, words, {
    language: 'en',
    out: { print: (line) => void printed.push(line), note: (line) => void noted.push(line) },
    signal: AbortSignal.timeout(20_000),
    houseFor: cliHouse,
  });
  return { exit, printed: printed.join('\n'), noted: noted.join('\n') };
}

test('backtest --since judges the calls of our own journal by our own events, from a day of the office', async () => {
  const config = await filledStore();
  const words = ['backtest', '--split', '0', '--json', '--config', config, '--since'];
  const all = await telefonistka(...words, '2026-06-01');
  expect([all.exit, all.noted]).toEqual([0, '']);
  expect(JSON.parse(all.printed)).toMatchObject({
    n: 9,
    hit1: 1,
    coverage: 1,
    journal: { calls: 10, labelled: 9, unknownOutcome: 1 },
    clients: { companyKnown: 1, managerKnown: 1 },
    baselines: { assigned_manager: { hit1: 1 } },
  });
  const later = await telefonistka(...words, '2026-06-02');
  expect(JSON.parse(later.printed)).toMatchObject({
    n: 9,
    journal: { calls: 9, unknownOutcome: 0 },
  });
});

test('tune --since finds a week of calls too few', async () => {
  const config = await filledStore();
  const { exit, printed } = await telefonistka('tune', '--since', '01.06.2026', '--config', config);
  expect(exit).toBe(0);
  expect(printed).toMatch(/of 9 it says who dealt with them[^]*too few calls/);
});
