import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withStressAsPhonemes } from '#adapters/tts/espeak-stress.ts';
import { createEspeak } from '#adapters/tts/espeak.ts';
import { cleanForSpeech } from '#domain/voice/clean.ts';
import { loadConfig } from '#app/config/load.ts';

const never = new AbortController().signal;

/** What espeak-ng is going to say, in its phonemes, a line each. */
async function phonemes(lines: readonly string[]): Promise<string[]> {
  const run = promisify(execFile)('espeak-ng', ['-v', 'ru', '-q', '-x', '--stdin']);
  // A full stop each: otherwise words of one line are one breath.
  run.child.stdin?.end(lines.map((line) => `${line}.\n\n`).join(''));
  const { stdout } = await run;
  return stdout
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Which syllable has the stress, from 0. */
function stressedSyllable(said: string): number {
  const plain = said.replaceAll(/@-|I\^/g, ''); // no syllables
  return [...plain.slice(0, plain.indexOf("'")).matchAll(/[iIyEeAaoOuV8@]/g)].length;
}

function markedSyllable(word: string): number {
  return [...word.slice(0, word.indexOf('\u0301') - 1).matchAll(/[аеёиоуыэюя]/gi)].length;
}

const { names } = await loadConfig(null, {});
const marked = [...names.first.values(), ...names.last.values()]
  .flatMap(({ spoken, forms }) => [spoken, ...Object.values(forms)])
  .filter((word) => word.includes('\u0301'));

test('every stress of the shipped dictionary is heard where it is written', async () => {
  expect(marked.length).toBeGreaterThan(50);
  const said = await phonemes(marked.map(withStressAsPhonemes));
  expect(said).toHaveLength(marked.length);
  for (const [at, word] of marked.entries())
    expect(stressedSyllable(said[at] ?? ''), `${word}: ${said[at]}`).toBe(markedSyllable(word));
});

test('without the mark espeak is wrong about some of them: the dictionary is needed', async () => {
  const said = await phonemes(['Черных', 'Соколова', 'Максим', 'Коваль']);
  expect(said.map(stressedSyllable)).toEqual([0, 1, 0, 0]);
  const right = ['Черны\u0301х', 'Соколо\u0301ва', 'Макси\u0301м', 'Кова\u0301ль'];
  const helped = await phonemes(right.map(withStressAsPhonemes));
  expect(helped.map(stressedSyllable)).toEqual([1, 2, 1, 1]);
});

test.each([
  ['Фёдор Черны\u0301х, тридцать', "Фёдор [[tS;irn'yx]], тридцать"],
  ['Зу\u0301б', "[[z'up]]"],
  ['Серге\u0301евич', "[[s;irg;'ejiv;itS;]]"],
  ['Юсу\u0301пов', "[[jus'upVf]]"],
  ['Жу\u0301ков-Бе\u0301лый', "[[Z'ukVf]]-[[b;'elyj]]"],
  ['Толсто\u0301го', "[[tVlst'ovV]]"],
  ['Шишо\u0301в', "[[SyS'of]]"],
  ['Сда\u0301тов', "[[zd'AtVf]]"],
  ['нет ударения', 'нет ударения'],
])('%s is %s', (text, told) => {
  expect(withStressAsPhonemes(text)).toBe(told);
});

test('where espeak knows the stress itself, our phonemes have its consonants', async () => {
  const words = [
    'Петро\u0301ва',
    'Заха\u0301ров',
    'Медве\u0301дев',
    'Андре\u0301й',
    'Никола\u0301й',
    'Шевче\u0301нко',
  ];
  const own = await phonemes(words.map((word) => word.replace('\u0301', '')));
  const ours = await phonemes(words.map(withStressAsPhonemes));
  const consonants = (said: string) => said.replaceAll(/[iIyEeAaoOuV8@#_]/g, '');
  expect(ours.map(consonants)).toEqual(own.map(consonants));
});

test('whatever the text, phonemes hold letters of the notation only: nobody escapes from them', () => {
  const letters = fc.constantFrom(...'абвгеёжийкьъяЩЮ -.,\u0301\u0301[]\'"x|_'.split(''));
  fc.assert(
    fc.property(fc.string({ unit: letters, maxLength: 60 }), (text) => {
      const told = withStressAsPhonemes(cleanForSpeech(text));
      expect(told).not.toContain('\u0301');
      const outside = told.replaceAll(/\[\[[a-zA-Z;'8#@]+\]\]/g, '');
      expect(outside).not.toMatch(/[[\]]/);
    }),
  );
});

test('a stress is heard by a Russian voice, and no matter for an English one', async () => {
  const say = async (voice: string, text: string) =>
    (await createEspeak({ voice }).synthesise(text, never)).samples;
  const [plain, helped] = ['Иван Черных', 'Иван Черны\u0301х'];
  expect(await say('ru+f3', helped)).not.toEqual(await say('ru+f3', plain));
  expect(await say('en', 'Ива\u0301н')).toEqual(await say('en', 'Иван'));
});
