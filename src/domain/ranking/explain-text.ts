import type { ExplainedCandidate, ExplainedType, Explanation } from './explain.ts';

export interface ExplainTextOptions {
  readonly language: 'ru' | 'en';
  readonly nameOf: (employeeId: string) => string;
  /** Unix seconds as the administrator reads them, in the office's zone. */
  readonly timeOf: (atSeconds: number) => string;
}

/** More people and events than anybody reads; the rest is summed in one line, so that all sums still hold. */
const CANDIDATES_MAX = 10;
const EVENTS_MAX = 12;

/**
 * The receipt as lines that can be checked with a pocket calculator: every product and sum is written out,
 * to four decimals. Lines of a candidate follow their heading, indented.
 */
export function explanationText(explanation: Explanation, options: ExplainTextOptions): string {
  const words = options.language === 'ru' ? russian : english;
  const page: Page = { words, n: inDigitsOf(options.language), ...options };
  const shown = explanation.candidates.slice(0, CANDIDATES_MAX);
  return [
    ...(shown.length === 0 ? [words.stranger] : denominator(explanation, page)),
    ...shown.flatMap((candidate, i) => ['', ...person(candidate, i + 1, explanation, page)]),
    ...footnotes(explanation, page),
  ].join('\n');
}

interface Page extends ExplainTextOptions {
  readonly words: typeof english;
  readonly n: (value: number) => string;
}

function denominator({ ownTotal, mass, weights, companyKnown }: Explanation, page: Page): string[] {
  const { words, n } = page;
  const company = companyKnown ? ` + ${words.company} ${n(weights.companyPrior)}` : '';
  const parts = `${words.ownTotal} ${n(ownTotal)}${company} + ${words.somebodyElse} ${n(weights.prior)}`;
  return [`${words.denominator}: ${parts} = ${n(mass)}`];
}

function person(
  candidate: ExplainedCandidate,
  place: number,
  { weights, companyKnown, mass }: Explanation,
  page: Page,
): string[] {
  const { words, n } = page;
  const company = weights.companyPrior * candidate.companyShare;
  const popular = weights.prior * candidate.popularityShare;
  const sum = candidate.score + (companyKnown ? company : 0) + popular;
  return [
    `${place}. ${page.nameOf(candidate.employeeId)} — ${percent(candidate.probability, page)}`,
    ...candidate.types.flatMap((type) => eventType(type, weights.maxFresh, page)),
    `   ${words.own}: ${n(candidate.score)}`,
    ...(companyKnown
      ? [
          `   ${words.companyShare}: ${n(candidate.companyShare)} × ${n(weights.companyPrior)} = ${n(company)}`,
        ]
      : []),
    `   ${words.popularity}: ${n(candidate.popularityShare)} × ${n(weights.prior)} = ${n(popular)}`,
    `   ${words.together}: ${n(sum)} ÷ ${n(mass)} = ${percent(candidate.probability, page)}`,
  ];
}

function eventType(explained: ExplainedType, maxFresh: number, page: Page): string[] {
  const { words, n, timeOf } = page;
  const { type, rule, events, fresh, cut, score } = explained;
  const shown = events.slice(0, EVENTS_MAX).map(({ at, ageDays, decay, counted }) => {
    const when = `${timeOf(at)}, ${n(ageDays)} ${words.days}`;
    if (!counted) return `      ${when}: ${words.inGap}`;
    return `      ${when}: ${n(0.5)}^(${n(ageDays)} ÷ ${n(rule.halfLifeDays)}) = ${n(decay)}`;
  });
  const rest = events.slice(EVENTS_MAX);
  const restSum = rest.reduce((sum, { counted, decay }) => sum + (counted ? decay : 0), 0);
  const summed = cut ? `${n(fresh)}, ${words.cutTo} ${n(maxFresh)}` : n(fresh);
  return [
    `   ${type}:`,
    ...shown,
    ...(rest.length > 0 ? [`      ${words.earlier} (${rest.length}): ${n(restSum)}`] : []),
    ...(explained.unlisted === 0 ? [] : [`      ${words.unlisted}: ${n(explained.unlisted)}`]),
    `      ${words.fresh} ${summed}; × ${words.weight} ${n(rule.weight)} = ${n(score)}`,
  ];
}

function footnotes(explanation: Explanation, page: Page): string[] {
  const { words } = page;
  const hidden = explanation.candidates.length - CANDIDATES_MAX;
  return [
    ...(explanation.candidates.length > 0
      ? ['', `${words.somebodyElse}: ${percent(explanation.somebodyElse, page)}`]
      : []),
    ...(hidden > 0 ? [`${words.moreCandidates}: ${hidden}`] : []),
    ...(explanation.unknownTypes.length > 0
      ? [
          `${words.unknownTypes}: ${explanation.unknownTypes
            .map(({ type, count }) => `${type} (${count})`)
            .join(', ')}`,
        ]
      : []),
    ...(explanation.complete ? [] : [words.incomplete]),
  ];
}

/** At most four decimals, no thousands separators: as a calculator takes them. */
function inDigitsOf(language: 'ru' | 'en'): (value: number) => string {
  return (value) => {
    const digits = String(Number(value.toFixed(4)));
    return language === 'ru' ? digits.replace('.', ',') : digits;
  };
}

function percent(share: number, { n }: Page): string {
  return `${n(Number((share * 100).toFixed(2)))} %`;
}

const english = {
  stranger: 'No history with this caller: nobody is named.',
  denominator: 'Divided by',
  ownTotal: 'everybody’s own history',
  company: 'company',
  somebodyElse: 'somebody else',
  days: 'days ago',
  inGap: 'too soon after the previous one, 0',
  earlier: 'earlier ones',
  unlisted: 'older events, not listed',
  fresh: 'sum',
  cutTo: 'cut to',
  weight: 'weight',
  own: 'own history',
  companyShare: 'share of the company’s history',
  popularity: 'share of recent work with all clients',
  together: 'together',
  moreCandidates: 'Candidates not shown',
  unknownTypes: 'Event types without a rule in ranking.yaml, they count nothing',
  incomplete: 'The list of events is shortened; the sums are complete.',
};

const russian: typeof english = {
  stranger: 'Общих событий с этим звонящим нет: никто не назван.',
  denominator: 'Делим на',
  ownTotal: 'события со всеми сотрудниками',
  company: 'компания',
  somebodyElse: 'кто-то другой',
  days: 'дн. назад',
  inGap: 'слишком скоро после предыдущего, 0',
  earlier: 'более ранние',
  unlisted: 'старые события, не показаны',
  fresh: 'сумма',
  cutTo: 'не больше',
  weight: 'вес',
  own: 'события с этим сотрудником',
  companyShare: 'доля в событиях компании',
  popularity: 'доля в недавней работе со всеми клиентами',
  together: 'вместе',
  moreCandidates: 'Кандидатов не показано',
  unknownTypes: 'Типы событий, которых нет в ranking.yaml, не считаются',
  incomplete: 'Список событий сокращён; суммы полные.',
};
