import { expect, test } from 'vitest';
import { eventTypesCheck } from '#app/doctor/event-types.ts';
import { FakeArchive, type LoggedEvent } from '#test/fakes/fake-archive.ts';
import { weights } from '#test/fakes/house.ts';
import { logged } from '#test/fakes/receipts.ts';

async function findings(...log: LoggedEvent[]) {
  let closed = 0;
  const check = eventTypesCheck(weights, async () => ({
    archive: new FakeArchive(log),
    async [Symbol.asyncDispose]() {
      closed += 1;
    },
  }));
  const found = await check.run(AbortSignal.timeout(1_000));
  expect(closed, 'the database is closed again').toBe(1);
  return found;
}

test('types that all have a rule are in order', async () => {
  expect(await findings(logged('anna', 1))).toMatchObject([
    { severity: 'ok', message: { en: 'ranking.yaml knows them all: 1' } },
  ]);
});

test('a type without a rule is a warning, with its count, its newest date and what was probably meant', async () => {
  const type = 'call_anwsered';
  expect(await findings(logged('anna', 9, { type }), logged('anna', 2, { type }))).toEqual([
    {
      severity: 'warning',
      message: {
        ru: 'call_anwsered не считается, его нет в ranking.yaml; событий: 2, новейшее 2026-11-18',
        en: 'call_anwsered counts nothing, ranking.yaml does not have it; events: 2, newest 2026-11-18',
      },
      remedy: {
        ru: 'похоже на call_answered: исправьте имя в источнике или опишите его в event_types',
        en: 'did you mean call_answered? mend the name in the source, or describe it in event_types',
      },
    },
  ]);
});

test('a type that resembles none is to be described', async () => {
  const [fax] = await findings(logged('anna', 1, { type: 'fax' }));
  expect(fax?.remedy?.en).toBe('describe it in event_types of ranking.yaml');
});

test('of very many types ten are named, the rest is summed up', async () => {
  const log = Array.from({ length: 12 }, (_, i) => logged('anna', 1, { type: `strange_${i}` }));
  const found = await findings(...log, logged('anna', 2, { type: 'strange_0' }));
  expect(found).toHaveLength(11);
  expect(found[0]?.message.en).toContain('strange_0 counts nothing');
  expect(found[10]?.message.en).toBe('and 2 more types, events: 2');
});
