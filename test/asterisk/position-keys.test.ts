import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AT_ONCE_MS, startFaultStage, type FaultStage } from '#test/bed/fault-stage.ts';

// menu.keys: position, with the words that config/phrases.ru.yaml recommends for it.

const SHORT_PHRASES = fileURLToPath(new URL('../fixtures/phrases/short.ru.yaml', import.meta.url));

let stage: FaultStage;
let parts: AsyncDisposableStack;
beforeAll(async () => {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'tel-position-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const phrases = join(folder, 'phrases.yaml');
  const short = await readFile(SHORT_PHRASES, 'utf8');
  await writeFile(phrases, short.replace("'{name}.'", "'{name} — нажмите {keys}.'"));
  stage = stack.use(
    await startFaultStage({ settings: { phrases_file: phrases, menu: { keys: 'position' } } }),
  );
  parts = stack.move();
});
afterAll(() => parts.disposeAsync());

test('1, 2 and 3 reach the first, the second and the third; real extensions are accepted still', async () => {
  const reached = { '1': '34', '2': '35', '3': '36', '35': '35', '115': '115' };
  // All hear the menu before anybody is on the telephone, so that all are offered the same.
  const callers = await Promise.all(
    Object.keys(reached).map(async (keys) => {
      const call = await stage.place(stage.callers.known.number);
      await stage.prompt(call);
      return { keys, call };
    }),
  );
  const answered = await Promise.all(
    callers.map(async ({ keys, call }) => {
      await call.press(keys);
      const { fields } = await call.step('answered');
      return [keys, /^Local\/(\d+)@/.exec(fields['Channel'] ?? '')?.[1]];
    }),
  );
  expect(Object.fromEntries(answered)).toEqual(reached);
  await Promise.all(callers.map(({ call }) => call.leave()));
});

test('the menu names positions, and a fourth of three is wrong', async () => {
  const call = await stage.place(stage.callers.known.number);
  await stage.prompt(call);
  await call.press('4');
  await stage.prompt(call, 1);
  await call.press('0');
  await call.reachesQueue(AT_ONCE_MS);
  const menu =
    'Наберите. Анна Петрова — нажмите один. Пётр Смирнов — нажмите два. Зоя Белых — нажмите три. Или ноль.';
  const [visit] = (await stage.receipt(call)).visits;
  expect(visit?.said).toEqual([`Алло. ${menu}`, `Неверно. ${menu}`]);
  await call.leave();
});
