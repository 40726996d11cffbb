import { expect, test } from 'vitest';
import type { Employee } from '#domain/people/employee.ts';
import type { Prompt } from '#domain/voice/phrases.ts';
import { createWarmUp, promptsOf, type WarmUpNeeds } from '#pipeline/warm-up.ts';
import { Failure } from '#ports/failure.ts';
import type { WarmReport } from '#ports/sounds.ts';
import { employee } from '#test/fakes/people.ts';

const done: WarmReport = {
  fragments: 1,
  synthesised: 1,
  failed: [],
  promptsReady: 1,
  prompts: 1,
  tookMs: 1,
};
const menuOfAClient: Prompt = [{ phrase: 'menu_begin' }];
const keysOf = ({ extension }: Employee): string[] => (extension === null ? [] : [extension]);
const nameOf = ({ name }: Employee) => ({ name: `${name.first} ${name.last}` });

function office(different: Partial<WarmUpNeeds> = {}) {
  const warmed: { prompts: readonly Prompt[]; signal: AbortSignal | undefined }[] = [];
  const lines: string[] = [];
  const write = (_: object, text: string): void => void lines.push(text);
  const listeners: (() => void)[] = [];
  const rated: ((clientIds: readonly string[]) => void)[] = [];
  const needs: WarmUpNeeds = {
    people: { employees: () => [employee()], onChange: (tell) => void listeners.push(tell) },
    callers: { onRated: (tell) => void rated.push(tell) },
    sounds: {
      async warm(prompts, how) {
        warmed.push({ prompts, signal: how?.signal });
        return done;
      },
    },
    log: { debug: write, info: write, warn: write, error: write },
    keysOf,
    spokenName: nameOf,
    likelyMenus: async () => [menuOfAClient],
    debounceMs: 1,
    ratedDelayMs: 1,
    ...different,
  };
  return {
    warmUp: createWarmUp(needs),
    warmed,
    lines,
    peopleChange: () => listeners.forEach((tell) => tell()),
    ratingsChange: (...clientIds: string[]) => rated.forEach((tell) => tell(clientIds)),
  };
}

test('on start everything that may be said is made: fixed phrases, each person, menus of recent clients', async () => {
  const { warmUp, warmed, lines } = office();
  warmUp.start();
  expect(await warmUp.settled()).toEqual(done);
  expect(warmed).toHaveLength(1);
  expect(warmed[0]?.prompts).toContain(menuOfAClient);
  expect(warmed[0]?.prompts).toContainEqual([{ phrase: 'to_queue' }]);
  expect(warmed[0]?.prompts).toContainEqual([
    { phrase: 'option', person: { employeeId: 'anna', name: 'Анна Петрова', keys: '34' } },
  ]);
  expect(lines).toEqual(['speech is warm']);
});

test('speech that is missing is told once, and again when more of it or less is', async () => {
  const missing = (count: number): WarmReport => ({
    ...done,
    failed: Array.from({ length: count }, () => ({ text: 'a', reason: 'nobody answers' })),
  });
  const reports = [1, 1, 2, 0, 2].map(missing);
  const { warmUp, lines } = office({ sounds: { warm: async () => reports.shift() ?? done } });
  const told = (): number => lines.filter((line) => line === 'some speech is missing').length;
  const after: number[] = [];
  for (let time = 0; time < 5; time += 1) {
    warmUp.request('settings');
    await warmUp.settled();
    after.push(told());
  }
  expect(after).toEqual([1, 1, 2, 2, 3]);
});

test('a hundred changes in a row are one warming', async () => {
  const { warmUp, warmed, peopleChange } = office();
  warmUp.start();
  for (let change = 0; change < 100; change += 1) peopleChange();
  warmUp.request('phrases');
  await warmUp.settled();
  expect(warmed).toHaveLength(1);
});

test('a change while we warm calls that off and begins anew; whoever waits hears of the last one only', async () => {
  const begun = Promise.withResolvers<void>();
  const reports: WarmReport[] = [];
  const { warmUp, peopleChange } = office({
    sounds: {
      warm: async (_, how) => {
        reports.push({ ...done, fragments: reports.length + 1 });
        if (reports.length > 1) return reports[1] ?? done;
        begun.resolve();
        return new Promise((_resolve, reject) => {
          how?.signal?.addEventListener('abort', () => reject(new Failure('gone', 'called off')));
        });
      },
    },
  });
  warmUp.start();
  await begun.promise;
  peopleChange();
  expect(await warmUp.settled()).toMatchObject({ fragments: 2 });
});

test('recent clients who cannot be read do not keep the rest from being warmed', async () => {
  const { warmUp, warmed, lines } = office({
    likelyMenus: async () => {
      throw new Failure('unavailable', 'the store is away');
    },
  });
  warmUp.start();
  await warmUp.settled();
  expect(warmed[0]?.prompts).toContainEqual([{ phrase: 'menu_end' }]);
  expect(lines).toContain('menus of likely callers are not warmed');
});

test('a bug in the warming is logged, and the next change tries again', async () => {
  let times = 0;
  const { warmUp, lines } = office({
    sounds: {
      warm: async () => {
        times += 1;
        if (times === 1) throw new TypeError('a bug');
        return done;
      },
    },
  });
  warmUp.start();
  expect(await warmUp.settled()).toBeNull();
  expect(lines).toEqual(['speech was not warmed']);
  warmUp.request('phrases');
  expect(await warmUp.settled()).toEqual(done);
});

test('when ratings change the menus of those clients are made, newest first, each once', async () => {
  const asked: (readonly string[])[] = [];
  const again = Promise.withResolvers<void>();
  const { warmUp, warmed, ratingsChange } = office({
    likelyMenus: async (ratedClientIds) => {
      if (asked.push(ratedClientIds) === 2) again.resolve();
      return [];
    },
  });
  warmUp.start();
  await warmUp.settled();
  ratingsChange('romashka', 'vasilek');
  ratingsChange('aster', 'romashka');
  await again.promise;
  await warmUp.settled();
  expect(asked).toEqual([[], ['aster', 'romashka', 'vasilek']]);
  expect(warmed).toHaveLength(2);
});

test('after a stop nothing begins any more', async () => {
  const { warmUp, warmed, peopleChange, ratingsChange } = office();
  warmUp.start();
  warmUp.stop();
  peopleChange();
  ratingsChange('romashka');
  expect(await warmUp.settled()).toBeNull();
  expect(warmed).toEqual([]);
});

test('nobody is spoken of who may never be offered; who is away today is', () => {
  const away = employee({ id: 'away', absences: [{ fromMs: 0, toMs: 9e15, deputyId: null }] });
  const never = [{ dismissed: true }, { technical: true }, { allowed: false }, { extension: null }];
  const people = [away, ...never.map((why, at) => employee({ id: `never${at}`, ...why }))];
  const spoken = promptsOf(people, keysOf, nameOf)
    .flat()
    .flatMap((part) => ('person' in part ? [part.person.employeeId] : []));
  expect(new Set(spoken)).toEqual(new Set(['away']));
  expect(spoken).toHaveLength(5);
});

test('with positions as keys a person is made for each position', () => {
  const prompts = promptsOf([employee()], () => ['1', '2', '3'], nameOf).flat();
  expect(prompts.filter(({ phrase }) => phrase === 'option')).toHaveLength(3);
});
