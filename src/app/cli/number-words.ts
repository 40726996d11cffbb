import { explanationText } from '#domain/ranking/explain-text.ts';
import type { Plan } from '#domain/menu/plan.ts';
import type { NotCounted } from '#ports/archive.ts';
import type { NumberExplained, StrangerExplained } from '#ports/explaining.ts';
import { beliefInWords, believedInWords, ON_TRIAL } from './belief-words.ts';
import { judgementInWords, leftOut } from './judgement-words.ts';
import { overridesInWords } from './override-words.ts';
import { percentIn, table } from './table.ts';
import type { Language, Said } from './verb.ts';
import { inPlainWords, NO_EMPLOYEE } from './why-words.ts';

/** How receipts are read. */
export interface Reader {
  readonly language: Language;
  readonly nameOf: (employeeId: string) => string;
  readonly isEmployee: (id: string) => boolean;
  /** Unix seconds on the office's clock. */
  readonly timeOf: (seconds: number) => string;
  /** Of that clock. */
  readonly zone: string;
}

/** Why a number would be offered these people, as a person reads it. */
export function numberInWords(
  told: NumberExplained | StrangerExplained,
  reader: Reader,
): readonly string[] {
  const { language } = reader;
  const calls = told.calls.length > 0 ? [`${WORDS.calls[language]}: ${told.calls.join(', ')}`] : [];
  const overrides = overridesInWords(told.overrides, language);
  if (told.client === null) return [WORDS.stranger[language], ...overrides, ...calls];
  const company = told.company?.name ? `, ${told.company.name}` : '';
  return [
    `${told.number}  ${told.client.name}${company}`,
    ...overrides,
    ...moment(told, reader),
    '',
    explanationText(told, reader),
    '',
    ...offer(told, reader),
    `${WORDS.version[language]}: ${told.weights.version}${told.arm === 'canary' ? ` (${ON_TRIAL[language]})` : ''}`,
    ...calls,
  ];
}

function moment({ at, notCounted, isCut }: NumberExplained, reader: Reader): readonly string[] {
  if (at === null || notCounted === null) return [];
  const { language, timeOf, zone } = reader;
  return [
    `${WORDS.asOf[language]} ${timeOf(at)} (${zone}). ${WORDS.asKnown[language]}`,
    WORDS.uncorrected[language],
    ...notCountedInWords(notCounted, isCut, language),
  ];
}

/** What of the log did not count at some moment. */
export function notCountedInWords(
  { learnedLater, deletedLater, ahead }: NotCounted,
  isCut: boolean,
  language: Language,
): readonly string[] {
  return [
    ...(learnedLater > 0 ? [`${WORDS.learnedLater[language]}: ${learnedLater}`] : []),
    ...(deletedLater > 0 ? [`${WORDS.deletedLater[language]}: ${deletedLater}`] : []),
    ...(ahead > 0 ? [`${WORDS.ahead[language]}: ${ahead}`] : []),
    ...(isCut ? [WORDS.cut[language]] : []),
  ];
}

function offer(
  { candidates, people, plan, belief, judged }: NumberExplained,
  { language, nameOf, isEmployee }: Reader,
): readonly string[] {
  const named = plan.kind === 'default' ? [] : plan.kind === 'direct' ? [plan.person] : plan.people;
  const keysOf = new Map(named.map(({ employeeId, keys }) => [employeeId, keys]));
  const rows = people.map(
    ({ id, name, extension, probability, believed, inherited, notOffered }) => [
      keysOf.has(id) ? ' •' : '  ',
      believedInWords(probability, believed, language),
      extension ?? '-',
      name,
      [
        ...(keysOf.has(id) ? [keys(plan, keysOf.get(id) ?? '')] : []),
        ...(inherited > 0 ? [WORDS.inherited(inherited)] : []),
        ...(notOffered === null ? [] : [inPlainWords(notOffered)]),
        ...(notOffered === 'absent' && probability === 0 ? [WORDS.passedOn] : []),
        ...(notOffered === null && !keysOf.has(id)
          ? [leftOut(judged, plan.kind, named.length)]
          : []),
      ]
        .map((said) => said[language])
        .join('; '),
    ],
  );
  const strangers = candidates
    .filter(({ employeeId }) => !isEmployee(employeeId))
    .map(({ employeeId, probability }) => [
      '  ',
      percentIn(language, probability).padStart(7),
      '-',
      nameOf(employeeId),
      NO_EMPLOYEE[language],
    ]);
  const taught = beliefInWords(belief);
  return [
    `${WORDS.offer[language]}: ${inPlainWords(plan.kind)[language]}`,
    ...table([...rows, ...strangers]),
    ...(taught === null ? [] : [`  ${taught[language]}`]),
    ...judgementInWords(judged, language).map((line) => `  ${line}`),
  ];
}

function keys(plan: Plan, key: string): Said {
  return plan.kind === 'direct'
    ? { ru: 'соединяем', en: 'connected' }
    : { ru: `клавиши ${key}`, en: `keys ${key}` };
}

const WORDS = {
  stranger: {
    ru: 'Этого номера мы не знаем: объяснять нечего.',
    en: 'A stranger: there is nothing to explain.',
  },
  version: { ru: 'версия весов', en: 'version of the weights' },
  calls: { ru: 'последние звонки', en: 'latest calls' },
  asOf: { ru: 'На', en: 'As of' },
  asKnown: {
    ru: 'Считается то, что случилось и стало известно до этого; веса, люди, номера и компании - сегодняшние.',
    en: 'What had happened and was known by then counts; weights, people, numbers and companies are those of today.',
  },
  uncorrected: {
    ru: 'Проценты - как их дают веса: поправки того времени по прежним звонкам не хранятся.',
    en: 'The shares are as the weights tell them: what calls had taught by then is not kept.',
  },
  learnedLater: {
    ru: 'События до этого времени, о которых узнали (или которые исправили) позже, не считаются',
    en: 'Events of before that became known, or were corrected, later do not count',
  },
  deletedLater: {
    ru: 'События, удалённые с тех пор, не считаются',
    en: 'Events that were deleted since do not count',
  },
  ahead: {
    ru: 'События, о которых узнали раньше их времени (часы источника спешат), не считаются',
    en: 'Events that were known before their time (the clock of the source runs ahead) do not count',
  },
  cut: {
    ru: 'Событий больше, чем читаем: самые старые или часть большой компании не учтены.',
    en: 'There are more events than are read: the oldest, or part of a large company, are left out.',
  },
  offer: {
    ru: 'Что услышал бы звонящий, если бы все телефоны были свободны',
    en: 'What the caller would hear if every telephone were free',
  },
  passedOn: { ru: 'доля перешла заместителю', en: 'the share passed on to the deputy' },
  inherited: (share: number): Said => ({
    ru: `замещает отсутствующего, от него ${percentIn('ru', share)}`,
    en: `stands in for somebody who is away, ${percentIn('en', share)} from there`,
  }),
};
