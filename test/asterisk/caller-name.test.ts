import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { HINTS, startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';

// What the called telephone shows: the name from the CRM, where the trunk knew none.

const CLIENT = 'Маргарита Вишнёвая';
const WITHIN_MS = 5_000;

/** A telephone that says what it shows. */
const shows = `
[shows]
exten => _X.,1,UserEvent(Shown,Name: \${CALLERID(name)})
 same => n,Answer()
 same => n,Wait(60)
`;

let stage: FaultStage;
beforeAll(async () => {
  stage = await startFaultStage({
    company: (made) => ({
      ...made,
      clients: made.clients.map((client) =>
        client.id === made.scenarios.known.clientId
          ? { ...client, name: CLIENT, companyName: null, companyId: null }
          : client,
      ),
    }),
    office: { hints: { ...HINTS, '34': 'Local/34@shows/n' }, dialplan: shows },
  });
});
afterAll(() => stage[Symbol.asyncDispose]());

/** What 34 shows when this client calls, of whom the trunk said `trunkName`. */
async function shown(trunkName: string): Promise<string> {
  const { number } = stage.callers.known;
  const call = await stage.place(number, { name: trunkName });
  await stage.prompt(call);
  await call.press('34');
  const event = await call.event(
    ({ name, fields }) => name === 'UserEvent' && fields['UserEvent'] === 'Shown',
    WITHIN_MS,
  );
  await call.leave();
  return event.fields['Name'] ?? '';
}

async function save(callerName: Readonly<Record<string, unknown>>): Promise<void> {
  const { configFile, lines } = stage.service;
  const settings = parse(await readFile(configFile, 'utf8')) as object;
  const since = lines.length;
  await writeFile(configFile, stringify({ ...settings, caller_name: callerName }));
  await stage.service.line(({ msg }) => msg === 'settings reloaded', WITHIN_MS, since);
}

test('where the trunk knows no name, or says the number again, the CRM’s name is shown', async () => {
  expect(await shown('')).toBe(CLIENT);
  expect(await shown(stage.callers.known.number)).toBe(CLIENT);
});

test('a name that somebody gave stays', async () => {
  expect(await shown('Rita from the workshop')).toBe('Rita from the workshop');
});

test('in Latin letters for telephones that have no others, and not at all when it is not wanted', async () => {
  await save({ transliterate: true });
  expect(await shown('')).toMatch(/^Margarita Vishn[a-z]+$/);
  await save({ set: false });
  expect(await shown('')).toBe('');
});
