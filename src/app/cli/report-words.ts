import type { HitReport } from '#domain/report/hits.ts';
import type { AlarmReport, HoldoutReport, TrialReport } from '#domain/report/learning.ts';
import { SWAPS_WANTED, type PositionReport, type SwapReport } from '#domain/report/positions.ts';
import type { Difference, Share } from '#domain/report/share.ts';
import { percent, table } from './table.ts';
import type { Language, Said } from './verb.ts';

/** Everything that `report` tells. */
export interface LearningReport {
  readonly hits: HitReport;
  readonly trial: TrialReport | null;
  readonly positions: PositionReport;
  readonly holdout: HoldoutReport | null;
  readonly alarm: AlarmReport;
}

/** First how often we are right, then what may deceive us. What has no calls is left out. */
export function reportInWords(
  report: LearningReport,
  language: Language,
  timeOf: (unixSeconds: number) => string,
): readonly string[] {
  const { hits, trial, positions, holdout, alarm } = report;
  const parts = [
    hitsInWords(hits, language),
    trial === null ? [] : trialInWords(trial, language, timeOf),
    positions.places.length === 0 ? [] : placesInWords(positions, language),
    positions.swaps === null ? [] : swapsInWords(positions.swaps, language),
    holdout === null ? [] : holdoutInWords(holdout, language, timeOf),
    alarmInWords(alarm, language),
  ].filter((part) => part.length > 0);
  return parts.flatMap((part, index) => (index === 0 ? part : ['', ...part]));
}

function hitsInWords(told: HitReport, language: Language): readonly string[] {
  const rows: [Said, number, number | null, number][] = [
    [{ ru: 'звонков', en: 'calls' }, told.calls, null, 0],
    [{ ru: 'с именами в меню', en: 'with names in the menu' }, told.offered, null, 0],
    [{ ru: 'ответил сотрудник', en: 'an employee answered' }, told.reached, null, 0],
    [
      { ru: '… первый из названных', en: '… the first of the names' },
      told.hit1,
      told.hit1Share,
      told.reached,
    ],
    [
      { ru: '… один из трёх названных', en: '… one of the three' },
      told.hit3,
      told.hit3Share,
      told.reached,
    ],
  ];
  return table(
    rows.map(([what, count, part, whole]) => [
      what[language],
      String(count).padStart(6),
      part === null ? '' : `${percent(part)} (n = ${whole})`,
    ]),
  );
}

function trialInWords(
  { span, arms, hit1, hit3 }: TrialReport,
  language: Language,
  timeOf: (unixSeconds: number) => string,
): readonly string[] {
  const say = (said: Said): string => said[language];
  return [
    say(SAID.trial),
    say(SAID.span(timeOf(span.fromMs / 1000), timeOf(span.toMs / 1000))),
    ...table([
      ['', ...arms.map(({ arm, versions }) => `${say(SAID[arm])}: ${versions.join(', ')}`)],
      [say(SAID.menus), ...arms.map(({ menus }) => share(menus))],
      [say(SAID.reached), ...arms.map(({ reached }) => share(reached))],
      ['hit@1', ...arms.map((arm) => share(arm.hit1))],
      ['hit@3', ...arms.map((arm) => share(arm.hit3))],
    ]),
    ...[['hit@1', hit1] as const, ['hit@3', hit3] as const].flatMap(([name, difference]) =>
      difference === null ? [] : [`${say(SAID.gain)} ${name}: ${points(difference, language)}`],
    ),
  ];
}

function placesInWords({ places }: PositionReport, language: Language): readonly string[] {
  return [
    SAID.places[language],
    ...table(places.map((place, index) => [`  ${index + 1}`, share(place)])),
  ];
}

function swapsInWords(swaps: SwapReport, language: Language): readonly string[] {
  const say = (said: Said): string => said[language];
  const { asRanked, swapped, firstToSecond } = swaps;
  const fewest = Math.min(asRanked.first.n, swapped.first.n);
  return [
    say(SAID.swaps),
    ...table([
      ['', say(SAID.firstPlace), say(SAID.secondPlace)],
      [say(SAID.asRanked), share(asRanked.first), share(asRanked.second)],
      [say(SAID.swapped), share(swapped.first), share(swapped.second)],
    ]),
    ...(firstToSecond === null ? [] : [say(SAID.ratio(firstToSecond))]),
    ...(fewest < SWAPS_WANTED ? [say(SAID.fewSwaps(fewest))] : []),
  ];
}

function holdoutInWords(
  { span, heldOut, played }: HoldoutReport,
  language: Language,
  timeOf: (unixSeconds: number) => string,
): readonly string[] {
  const say = (said: Said): string => said[language];
  return [
    say(SAID.holdout),
    say(SAID.span(timeOf(span.fromMs / 1000), timeOf(span.toMs / 1000))),
    ...table([
      ['', 'n', 'hit@1', 'hit@3'],
      [say(SAID.heldOut), String(heldOut.calls), share(heldOut.hit1), share(heldOut.hit3)],
      [say(SAID.played), String(played.calls), share(played.hit1), share(played.hit3)],
    ]),
  ];
}

/** Silent while all is well, or nothing can be told. */
function alarmInWords(alarm: AlarmReport, language: Language): readonly string[] {
  const { isAlarming, firstPlace, goodOutcome, menus } = alarm;
  if (isAlarming !== true || firstPlace === null || goodOutcome === null) return [];
  const changes = {
    first: points(firstPlace, language),
    good: points(goodOutcome, language),
    earlier: menus[0],
    later: menus[1],
  };
  return [SAID.alarm(changes)[language]];
}

function share({ value, low, high, n }: Share): string {
  if (value === null) return `- (n = ${n})`;
  return `${percent(value)} [${percent(low)}, ${percent(high)}] (n = ${n})`;
}

/** In percentage points. */
function points({ value, low, high }: Difference, language: Language): string {
  const signed = (part: number): string => `${part < 0 ? '' : '+'}${(part * 100).toFixed(1)}`;
  return `${signed(value)} [${signed(low)}, ${signed(high)}] ${SAID.points[language]}`;
}

const SAID = {
  span: (from: string, to: string): Said => ({
    ru: `Сравниваются звонки одного времени: ${from} - ${to}.`,
    en: `Compared are calls of the same time: ${from} - ${to}.`,
  }),
  trial: {
    ru: 'Веса на пробе: в скобках, где лежит настоящая доля (95 %). Попадания - от звонков, где ясно, кого хотели (разговор от 30 с, не перезвонили).',
    en: 'Ranking on trial; in brackets where the true share lies (95 %). Hits are of the calls that tell whom they wanted (30 s of talk, no second call).',
  },
  main: { ru: 'основные', en: 'main' },
  canary: { ru: 'проба', en: 'canary' },
  menus: { ru: 'с именами', en: 'with names' },
  reached: { ru: 'ответил сотрудник', en: 'an employee answered' },
  gain: { ru: 'Проба минус основные,', en: 'Canary less main,' },
  points: { ru: 'п. п.', en: 'points' },
  places: {
    ru: 'Какое место в меню выбирают, доля от сыгранных меню с этим местом:',
    en: 'Which place of the menu is taken; of the menus that were played and had it:',
  },
  swaps: {
    ru: 'Меню, где порядок первых двух решил жребий:',
    en: 'Menus in which lots were drawn for the order of the first two:',
  },
  firstPlace: { ru: 'выбрали первое место', en: 'first place taken' },
  secondPlace: { ru: 'выбрали второе', en: 'second place taken' },
  asRanked: { ru: 'как в рейтинге', en: 'as ranked' },
  swapped: { ru: 'поменяны', en: 'swapped' },
  ratio: (times: number): Said => ({
    ru: `Первое место выбирают чаще второго в ${times.toFixed(2)} раза, кто бы на нём ни стоял.`,
    en: `The first place is taken ${times.toFixed(2)} times as often as the second, whoever stands there.`,
  }),
  fewSwaps: (n: number): Said => ({
    ru: `Пока мало: ${n} из ${SWAPS_WANTED} на каждый порядок, чтобы отличить 50 % от 60 %.`,
    en: `Too few so far: ${n} of ${SWAPS_WANTED} in each order, to tell 50 % from 60 %.`,
  }),
  holdout: {
    ru: 'Кого хотели, когда мы не подсказывали, - от звонков, где это ясно (разговор от 30 с, не перезвонили):',
    en: 'Whom they wanted when we named nobody; of the calls that tell (30 s of talk, no second call):',
  },
  heldOut: { ru: 'меню не сыграно', en: 'menu not played' },
  played: { ru: 'сыграно', en: 'played' },
  alarm: (change: { first: string; good: string; earlier: number; later: number }): Said => ({
    ru:
      `Внимание: первое место выбирают всё чаще (${change.first}), а хороших разговоров не прибавилось ` +
      `(${change.good}). Меню: ${change.earlier} раньше, ${change.later} позже. ` +
      'Похоже, жмут первое не глядя: включите learning.swap_share и learning.holdout_share.',
    en:
      `Attention: the first place is taken more and more (${change.first}), and no more calls end well ` +
      `(${change.good}). Menus: ${change.earlier} earlier, ${change.later} later. ` +
      'It looks as if the first one is keyed unheard: set learning.swap_share and learning.holdout_share.',
  }),
} as const;
