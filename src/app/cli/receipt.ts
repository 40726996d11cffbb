import type { CallExplained, VisitExplained } from '#ports/explaining.ts';
import type { CallOutcome, JournalCandidate } from '#ports/journal.ts';
import { beliefInWords, believedInWords } from './belief-words.ts';
import { judgementInWords } from './judgement-words.ts';
import { remarksOn, whyNotOffered } from './left-out-words.ts';
import type { Reader } from './number-words.ts';
import { recomputationInWords } from './recomputation-words.ts';
import { table } from './table.ts';
import type { Language, Said } from './verb.ts';
import { inPlainWords } from './why-words.ts';

/** One call as a person reads it: whom we weighed, what was said and keyed, where it ended, and the arithmetic. */
export function receiptInWords(
  { linkedid, visits, outcome }: CallExplained,
  reader: Reader,
): readonly string[] {
  const again = visits.flatMap(({ recomputed }) =>
    recomputed === null ? [] : ['', ...recomputationInWords(recomputed, reader)],
  );
  return [
    `${linkedid}  (${reader.zone})`,
    ...visits.flatMap((visit) => visitInWords(visit, reader)),
    '',
    outcomeInWords(outcome, reader)[reader.language],
    ...again,
  ];
}

function visitInWords(visit: VisitExplained, reader: Reader): readonly string[] {
  const { language, timeOf } = reader;
  const remarks = remarksOn(visit).map((said) => ` (${said[language]})`);
  return [
    '',
    `${timeOf(visit.startedAtMs / 1000)}  ${visit.script}: ${inPlainWords(visit.policy)[language]}${remarks.join('')}`,
    `  ${visit.callerNumber ?? WORDS.noNumber[language]}${visit.clientId === null ? `, ${WORDS.stranger[language]}` : ''}`,
    ...table([
      ...visit.candidates.map((one) => candidate(one, visit, reader)),
      ...deputies(visit, reader),
    ]),
    ...decidedBy(visit, language).map((line) => `  ${line}`),
    ...visit.said.map((text) => `  ♪ ${text}`),
    ...(visit.keyed === '' ? [] : [`  ${WORDS.keyed[language]}: ${visit.keyed}`]),
    `  → ${destination(visit, reader)}`,
    `  ${WORDS.times[language]}: ${[visit.firstAudioMs, visit.decidedMs, visit.tookMs].map((ms) => duration(ms, language)).join(', ')}`,
  ];
}

function decidedBy({ lesson, judged }: VisitExplained, language: Language): readonly string[] {
  const taught = lesson === null ? null : beliefInWords(lesson.belief);
  return [
    ...(taught === null ? [] : [taught[language]]),
    ...(judged === undefined || judged === null ? [] : judgementInWords(judged, language)),
  ];
}

function candidate(
  one: JournalCandidate,
  visit: VisitExplained,
  reader: Reader,
): readonly string[] {
  const { nameOf, isEmployee, language } = reader;
  const isOffered = visit.offered.some(({ employeeId }) => employeeId === one.employeeId);
  const whyNot = isOffered ? [] : whyNotOffered(one, visit, isEmployee).map(WORDS.notOffered);
  return [
    `  ${isOffered ? '•' : ' '}`,
    believedInWords(one.probability, one.believed ?? one.probability, language),
    nameOf(one.employeeId),
    Object.entries(one.scores)
      .map(([type, score]) => `${type} ${decimal(score, language)}`)
      .join(', '),
    [...phone(one), ...whyNot].map((said) => said[language]).join('; '),
  ];
}

/** What the telephone said, unless that is the reason as well. */
function phone({ phone, notOffered }: JournalCandidate): readonly Said[] {
  return phone === undefined || phone === null || notOffered === `device-${phone}`
    ? []
    : [inPlainWords(phone)];
}

/** Who was offered without a history of their own. */
function deputies({ offered, candidates }: VisitExplained, { nameOf, language }: Reader) {
  const weighed = new Set(candidates.map(({ employeeId }) => employeeId));
  return offered
    .filter(({ employeeId }) => !weighed.has(employeeId))
    .map(({ employeeId }) => ['  •', '', nameOf(employeeId), '', WORDS.deputy[language]]);
}

function destination(
  { destination: to, end }: VisitExplained,
  { nameOf, language }: Reader,
): string {
  const how = inPlainWords(end)[language];
  if (to === null) return how;
  return to.kind === 'employee'
    ? `${nameOf(to.employeeId)} (${to.extension})`
    : `${WORDS.queue[language]}: ${inPlainWords(to.reason)[language]}`;
}

function decimal(value: number, language: Reader['language']): string {
  const text = value.toFixed(2);
  return language === 'ru' ? text.replace('.', ',') : text;
}

function duration(ms: number | null, language: Reader['language']): string {
  return ms === null ? '-' : `${ms} ${language === 'ru' ? 'мс' : 'ms'}`;
}

function outcomeInWords(outcome: CallOutcome | null, { nameOf }: Reader): Said {
  if (outcome === null) return { ru: 'Чем кончилось, не знаем.', en: 'How it ended is not known.' };
  const { reached, employeeId, queue, talkSeconds } = outcome;
  const whom = employeeId === null ? (queue ?? '-') : nameOf(employeeId);
  switch (reached) {
    case 'employee':
      return {
        ru: `Ответил: ${whom}, ${talkSeconds} с`,
        en: `Answered: ${whom}, ${talkSeconds} s`,
      };
    case 'queue':
      return { ru: `Очередь: ${whom}, ${talkSeconds} с`, en: `Queue: ${whom}, ${talkSeconds} s` };
    case 'nobody':
      return { ru: 'Ни с кем не поговорил.', en: 'Talked with nobody.' };
    default:
      return reached satisfies never;
  }
}

const WORDS = {
  noNumber: { ru: 'без номера', en: 'no number' },
  stranger: { ru: 'клиент неизвестен', en: 'a stranger' },
  keyed: { ru: 'нажато', en: 'keyed' },
  queue: { ru: 'очередь', en: 'queue' },
  deputy: { ru: 'замещает отсутствующего', en: 'stands in for somebody who is away' },
  times: {
    ru: 'до первого звука, до решения, всего',
    en: 'to first audio, to the decision, in all',
  },
  notOffered: (why: Said): Said => ({
    ru: `не предложен: ${why.ru}`,
    en: `not offered: ${why.en}`,
  }),
};
