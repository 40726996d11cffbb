import type { Gain } from '#domain/ranking/tune/guard.ts';
import type { PlaceboReport } from '#domain/ranking/tune/placebo.ts';
import { signed, table } from './table.ts';
import type { Language, Said } from './verb.ts';

/** First the answer, then the figures that it rests on. */
export function placeboInWords(report: PlaceboReport, language: Language): readonly string[] {
  const { tried, found, real, shuffled } = report;
  if (tried === null || real === null) return [SAID.tooFew[language]];
  const row = (name: Said, { gain, tenthPercentile }: Gain) => [
    `  ${name[language]}`,
    signed(gain),
    `${SAID.above[language]} ${signed(tenthPercentile)}`,
  ];
  return [
    (found === true ? SAID.found : SAID.clean)[language],
    '',
    SAID.what(report, TRIED[tried])[language],
    ...table([row(SAID.real, real), ...shuffled.map((gain) => row(SAID.shuffled, gain))]),
    ...(tried === 'half-lives' ? ['', SAID.timesStay[language]] : []),
  ];
}

const TRIED: Readonly<Record<NonNullable<PlaceboReport['tried']>, Said>> = {
  weights: { ru: 'веса', en: 'weights' },
  'half-lives': { ru: 'сроки', en: 'half-lives' },
};

const SAID = {
  clean: {
    ru: 'В перемешанных данных подбор ничего надёжного не нашёл: так и должно быть.',
    en: 'In shuffled data the tuner finds nothing that it would rely on: as it should be.',
  },
  found: {
    ru: 'Подбор «нашёл» выигрыш и в перемешанных данных: его предложениям на ваших данных верить нельзя.',
    en: 'The tuner "finds" a gain in shuffled data as well: do not trust its proposals on your data.',
  },
  tooFew: {
    ru: 'Звонков слишком мало: по типам событий подбор здесь ничего не меняет, и проверять нечего.',
    en: 'There are too few calls: nothing is fitted by event type here, and there is nothing to try.',
  },
  what: ({ fittedCalls, guardCalls }: PlaceboReport, tried: Said): Said => ({
    ru: `Типы событий перемешаны; что ${tried.ru} добавляют к одному prior (1 ÷ место в первой тройке, подбор по ${fittedCalls} звонкам, проверка на следующих ${guardCalls}; рядом - что превышают девять повторных выборок из десяти):`,
    en: `Event types are shuffled; what ${tried.en} add to the prior alone (1 ÷ place among the first three, fitted to ${fittedCalls} calls, checked on the next ${guardCalls}; beside it: what nine redrawn samples of ten exceed):`,
  }),
  real: { ru: 'настоящие данные', en: 'the real data' },
  shuffled: { ru: 'перемешанные', en: 'shuffled' },
  above: { ru: 'больше', en: 'above' },
  timesStay: {
    ru: 'Время событий не перемешано, поэтому сроки могут найтись и законно; для весов нужно больше звонков.',
    en: 'The times of the events are not shuffled, so half-lives may rightly be found; weights need more calls.',
  },
} as const;
