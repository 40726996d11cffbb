import type { MadeSpeech, SpeechAmount } from '#domain/voice/made-speech.ts';
import { table } from './table.ts';
import type { Language, Said } from './verb.ts';

/** One line for each fragment, and what they come to. */
export function listInWords(
  made: readonly MadeSpeech[],
  damaged: number,
  language: Language,
): readonly string[] {
  const rows = made.map((one) => [
    one.key.slice(0, KEY_SHOWN),
    day(one.madeAtMs),
    day(one.usedAtMs),
    seconds(one.durationMs, language),
    one.by ?? W.nobody[language],
    one.text,
  ]);
  const head = [W.key, W.made, W.used, W.length, W.voice, W.text].map((word) => word[language]);
  return [
    ...table(rows.length === 0 ? [] : [head, ...rows]),
    `${W.pieces[language]}: ${made.length}; ${megabytes(
      sum(made, ({ bytes }) => bytes),
      language,
    )}`,
    ...(damaged === 0 ? [] : [`${W.damaged[language]}: ${damaged}`]),
  ];
}

/** By voice; with a price, what making all of it once would cost. */
export function costInWords(
  amounts: readonly SpeechAmount[],
  pricePerMillion: number | null,
  language: Language,
): readonly string[] {
  const head = [W.voice, W.pieces, W.characters, W.spoken, W.minutes, W.megabytes, W.price];
  const rows = amounts.map((one) => [
    one.by ?? W.nobody[language],
    String(one.fragments),
    String(one.characters),
    String(one.charactersSpoken),
    decimal(one.durationMs / 60_000, 1, language),
    decimal(one.bytes / 1024 ** 2, 1, language),
    pricePerMillion === null
      ? ''
      : decimal(priceOf(one.charactersSpoken, pricePerMillion), 2, language),
  ]);
  const words = head.slice(0, pricePerMillion === null ? -1 : undefined);
  return rows.length === 0
    ? [W.nothing[language]]
    : table([words.map((word) => word[language]), ...rows]);
}

export function priceOf(characters: number, pricePerMillion: number): number {
  return (characters / 1_000_000) * pricePerMillion;
}

export function seconds(ms: number, language: Language): string {
  return `${decimal(ms / 1000, 1, language)} ${W.second[language]}`;
}

/** As many figures of a key as tell a few thousand files apart. */
const KEY_SHOWN = 12;

/** UTC. */
function day(ms: number | null): string {
  return ms === null ? '-' : new Date(ms).toISOString().slice(0, 10);
}

function megabytes(bytes: number, language: Language): string {
  return `${decimal(bytes / 1024 ** 2, 1, language)} ${W.megabytes[language]}`;
}

function decimal(value: number, digits: number, language: Language): string {
  const text = value.toFixed(digits);
  return language === 'ru' ? text.replace('.', ',') : text;
}

function sum<T>(of: readonly T[], figure: (one: T) => number): number {
  return of.reduce((total, one) => total + figure(one), 0);
}

const W = {
  key: { ru: 'ключ', en: 'key' },
  made: { ru: 'сделано', en: 'made' },
  used: { ru: 'звучало', en: 'used' },
  length: { ru: 'длина', en: 'length' },
  voice: { ru: 'голос', en: 'voice' },
  text: { ru: 'текст', en: 'text' },
  nobody: { ru: 'не записано', en: 'not noted' },
  pieces: { ru: 'Фрагментов', en: 'Fragments' },
  damaged: {
    ru: 'Повреждено (при запуске будет отложено в set-aside)',
    en: 'Damaged (set aside at the next start)',
  },
  nothing: { ru: 'Речи ещё нет: telefonistka warm', en: 'No speech yet: telefonistka warm' },
  characters: { ru: 'знаков', en: 'characters' },
  spoken: { ru: 'с повторами', en: 'with repeats' },
  minutes: { ru: 'минут', en: 'minutes' },
  megabytes: { ru: 'МБ', en: 'MB' },
  price: { ru: 'цена', en: 'price' },
  second: { ru: 'с', en: 's' },
} satisfies Record<string, Said>;
