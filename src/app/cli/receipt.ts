import type { CallOutcome, CallReceipt, VisitRecord } from '#ports/journal.ts';
import { beliefInWords } from './belief-words.ts';
import { percent, table } from './table.ts';
import type { Language, Said } from './verb.ts';

/** One call as a person reads it: whom we weighed, what was said and keyed, where it ended. */
export function receiptInWords(
  { linkedid, visits, outcome }: CallReceipt,
  nameOf: (id: string) => string,
  language: Language,
): readonly string[] {
  return [
    linkedid,
    ...visits.flatMap((visit) => visitInWords(visit, nameOf, language)),
    '',
    outcomeInWords(outcome, nameOf)[language],
  ];
}

function visitInWords(
  visit: VisitRecord,
  nameOf: (id: string) => string,
  language: Language,
): readonly string[] {
  const offered = new Set(visit.offered.map(({ employeeId }) => employeeId));
  const candidates = visit.candidates.map(({ employeeId, probability, scores, notOffered }) => [
    `  ${offered.has(employeeId) ? '•' : ' '}`,
    percent(probability).padStart(7),
    nameOf(employeeId),
    Object.entries(scores)
      .map(([type, score]) => `${type} ${score.toFixed(2)}`)
      .join(', '),
    notOffered ?? '',
  ]);
  return [
    '',
    `${new Date(visit.startedAtMs).toISOString()}  ${visit.script}  ${[visit.policy, ...remarks(visit)].join(' ')}`,
    ...table(candidates),
    ...(visit.lesson === null ? [] : [`  ${beliefInWords(visit.lesson.belief)[language]}`]),
    ...visit.said.map((text) => `  ♪ ${text}`),
    ...(visit.keyed === '' ? [] : [`  [${visit.keyed}]`]),
    `  → ${destination(visit, nameOf)}  (${visit.end})`,
    `  ${TIMES[language]}: ${[visit.firstAudioMs, visit.decidedMs, visit.tookMs].map(duration).join(', ')}`,
  ];
}

/** What besides the policy decided what the caller heard. */
function remarks({ shadow, lesson }: VisitRecord): readonly string[] {
  return [
    ...(shadow ? ['(shadow)'] : []),
    ...(lesson?.arm === 'canary' ? ['(canary)'] : []),
    ...(lesson?.holdout ? ['(holdout)'] : []),
    ...(lesson?.swapped ? ['(swapped)'] : []),
  ];
}

function duration(ms: number | null): string {
  return ms === null ? '-' : `${ms} ms`;
}

function destination({ destination: to }: VisitRecord, nameOf: (id: string) => string): string {
  if (to === null) return '-';
  return to.kind === 'employee'
    ? `${nameOf(to.employeeId)} (${to.extension})`
    : `queue: ${to.reason}`;
}

function outcomeInWords(outcome: CallOutcome | null, nameOf: (id: string) => string): Said {
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

const TIMES: Said = {
  ru: 'до первого звука, до решения, всего',
  en: 'to first audio, to the decision, in all',
};
