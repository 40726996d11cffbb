import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';
import type { OfficeCall } from '#test/bed/office-call.ts';

// Whoever changes a rating: the menu of that client is a file before he calls.

const TOKEN = 'a-token-of-the-test-only';
/** Half a minute after the change, and the making of it. */
const WARM_WITHIN_MS = 45_000;
const DAY = 86_400;

interface Talk {
  readonly kind: 'event';
  readonly source: string;
  readonly id: string;
  readonly at: number;
  readonly type: string;
  readonly client_id: string;
  readonly employee_id: string;
}

/** Enough to be offered these two, the first of them first. */
function talksWith(clientId: string, employees: readonly string[]): Talk[] {
  const now = Math.floor(Date.now() / 1000);
  return employees.flatMap((employee, which) =>
    [0, 1, 2, 3].slice(which).map((day) => ({
      kind: 'event',
      source: 'test',
      id: `${clientId}-${employee}-${day}`,
      at: now - day * DAY - 60,
      type: 'call_answered',
      client_id: clientId,
      employee_id: employee,
    })),
  );
}

/** The file of the first prompt, as Asterisk was told it. */
async function playedTo(call: OfficeCall): Promise<string> {
  const begun = await call.event(
    ({ name, fields }) =>
      name === 'AGIExecStart' && (fields['Command'] ?? '').startsWith('STREAM FILE'),
  );
  return /STREAM FILE "([^"]+)"/.exec(begun.fields['Command'] ?? '')?.[1] ?? '';
}

async function post({ service }: FaultStage, talks: readonly Talk[]): Promise<void> {
  const events = talks.map(({ id, kind: _, ...talk }) => ({ external_id: id, ...talk }));
  const answer = await fetch(`http://127.0.0.1:${service.httpPort}/api/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ events }),
  });
  expect(answer.status).toBe(200);
}

async function menusOf(stage: FaultStage): Promise<readonly string[]> {
  return readdir(join(stage.service.soundsFolder, 'menus'));
}

test('an event over HTTP, and an import of another process: both menus are there before the calls', async () => {
  await using stage = await startFaultStage({ settings: { http: { tokens: [TOKEN] } } });
  const { service, callers } = stage;
  const imported = join(service.folder, 'more.jsonl');
  const [byHttp, byImport] = [callers.withoutHistory, callers.favouriteAbsent];
  const before = await menusOf(stage);
  const since = service.lines.length;

  await post(stage, talksWith(byHttp.clientId!, ['smirnov', 'belykh']));
  const talks = talksWith(byImport.clientId!, ['belykh', 'smirnov']);
  await writeFile(imported, talks.map((talk) => `${JSON.stringify(talk)}\n`).join(''));
  expect(await service.cli('import', imported)).toMatchObject({ exit: 0 });

  const isRating = ({ msg, reason }: { msg: string; reason?: unknown }): boolean =>
    msg === 'speech is warm' && reason === 'rating';
  await service.line(isRating, WARM_WITHIN_MS, since);
  const made = (await menusOf(stage)).filter((name) => !before.includes(name));
  expect(made.length).toBeGreaterThanOrEqual(2);

  for (const { number } of [byHttp, byImport]) {
    const call = await stage.place(number);
    const file = await playedTo(call);
    expect(made).toContain(`${file.split('/').at(-1)}.wav`);
    await call.leave();
  }

  // Who calls at once after the change hears a menu that was not there: so the comparison can tell.
  const tooEarly = callers.companyOnly;
  await post(stage, talksWith(tooEarly.clientId!, ['tsoi', 'smirnov']));
  const known = await menusOf(stage);
  const call = await stage.place(tooEarly.number);
  expect(known).not.toContain(`${(await playedTo(call)).split('/').at(-1)}.wav`);
  await call.leave();
});
