import { nextOf, targetOf, waysFrom, type Next } from './dialplan-flow.ts';
import { wordsOf, type DialplanRule } from './dialplan-words.ts';
import type { Dialplan, DialplanStep } from './dialplan.ts';

type Said = Readonly<Record<'ru' | 'en', string>>;

/** One breach of the contract (docs/asterisk.md, 2.1). */
export interface DialplanFinding {
  readonly rule: DialplanRule;
  /** error: a caller may be lost, or held; warning: it works, but worse. */
  readonly severity: 'error' | 'warning';
  readonly context: string;
  readonly extension: string;
  readonly file: string | null;
  readonly line: number | null;
  readonly message: Said;
  readonly remedy: Said;
}

/** What the settings say that the dialplan must agree with. */
export interface DialplanExpectation {
  /** `127.0.0.1:4573` */
  readonly node: string;
  readonly hintContext: string;
}

/** A caller should wait no longer for a server that hangs at once. */
const FIRST_LEASE_SECONDS_MAX = 10;
const FALLBACK = 'telefonistka-fallback,s,1';
const EMPLOYEES = 'telefonistka-employees';

/** Everything in a dialplan that breaks the contract, in the order of its lines. */
export function lintDialplan(
  dialplan: Dialplan,
  expected: DialplanExpectation,
): readonly DialplanFinding[] {
  const visits = dialplan.steps.filter(isVisit);
  const [first] = visits;
  if (first === undefined) return [finding('not-included', null)];
  const found = [
    ...visits.flatMap((visit) => [
      ...aroundVisit(dialplan, visit),
      ...waysOut(dialplan, visit),
      ...nodesOf(dialplan, visit),
    ]),
    ...dialling(dialplan),
    ...surroundings(dialplan, first, expected),
  ];
  return unique(found).toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

/** AGI() that asks for one of our scripts. */
function isVisit({ app, data }: DialplanStep): boolean {
  return (
    app.toLowerCase() === 'agi' && /^h?agi:.*(?:TEL_|personal-ivr|after-no-answer)/s.test(data)
  );
}

/** What must stand before AGI() in its extension, and in its context. */
function aroundVisit(dialplan: Dialplan, visit: DialplanStep): DialplanFinding[] {
  const inContext = dialplan.steps.filter(({ context }) => context === visit.context);
  const before = inContext.filter(
    ({ extension, priority }) => extension === visit.extension && priority < visit.priority,
  );
  const sets = (pattern: RegExp) =>
    before.some(({ app, data }) => isSet(app) && pattern.test(data));
  const lease =
    before
      .map(leaseSeconds)
      .filter((seconds) => seconds !== null)
      .at(-1) ?? 0;
  const has = (extension: string) => inContext.some((step) => step.extension === extension);
  return [
    ...unless(sets(/^AGIEXITONHANGUP\s*=\s*yes$/), 'no-exit-on-hangup', visit),
    ...unless(sets(/^TEL_RESULT\s*=\s*$/), 'result-not-cleared', visit),
    ...unless(
      sets(/^CALLERID\(name\)\s*=\s*\$\{FILTER\(.*CALLERID\(name\)/),
      'name-not-cleaned',
      visit,
    ),
    ...unless(
      before.some(({ data }) => data.includes('DB(telefonistka/off)')),
      'no-switch',
      visit,
    ),
    ...unless(
      before.some(({ app }) => app.toLowerCase() === 'answer'),
      'not-answered',
      visit,
      'warning',
    ),
    ...unless(lease > 0, 'no-lease', visit),
    ...unless(lease <= FIRST_LEASE_SECONDS_MAX, 'long-lease', visit, 'warning', String(lease)),
    ...unless(has('T'), 'no-T', visit, 'error', visit.context),
    ...unless(has('i'), 'no-i', visit, 'error', visit.context),
  ];
}

/** Every way after AGI(), out of T and out of i leads to a person or to the queue, with the timer off. */
function waysOut(dialplan: Dialplan, visit: DialplanStep): DialplanFinding[] {
  const entries = ['T', 'i'].flatMap((extension) =>
    targetOf(dialplan, { ...visit, extension }, '1'),
  );
  const from = [...nextOf(dialplan, visit), ...entries.filter(({ kind }) => kind === 'step')];
  const { steps } = waysFrom(dialplan, from, () => false);
  const unserved = waysFrom(dialplan, from, holds);
  const timed = waysFrom(dialplan, from, (step) => leaseSeconds(step) === 0);
  const tests = steps.filter(
    ({ app, data }) => /^(?:gotoif|execif)$/i.test(app) && data.includes('${TEL_RESULT'),
  );
  return [
    ...unserved.ends.flatMap(({ after, end }) => deadEnd(end, after ?? visit)),
    ...timed.steps.filter(takesOver).map((step) => finding('timer-left', step, 'error', step.app)),
    // Leaving these files with the timer running is the same.
    ...timed.ends
      .filter(({ end, after }) => end.kind === 'elsewhere' && after !== null)
      .map(({ after }) => finding('timer-left', after, 'error', after?.data)),
    ...steps
      .filter(({ data }) => data.includes('AGISTATUS'))
      .map((step) => finding('reads-agistatus', step)),
    ...unless(tests.length > 0, 'result-not-tested', visit),
    ...tests
      .filter(({ data }) => !WHOLE_WORD.test(data))
      .map((step) => finding('result-half-tested', step)),
  ];
}

const WHOLE_WORD = /"\$\{TEL_RESULT\}"\s*!?=\s*"(?:dial|queue)"/;

function deadEnd(end: Next, after: DialplanStep): DialplanFinding[] {
  switch (end.kind) {
    case 'falls-off':
      return [finding('falls-off', after)];
    case 'hangup':
      return [finding('hangs-up', after)];
    case 'no-target':
      return [finding('no-target', after, 'error', end.target)];
    case 'step':
    case 'elsewhere':
      return [];
    default:
      return end satisfies never;
  }
}

/** The addresses behind `agi://…/`: literal, or through TEL_NODE1 and TEL_NODE2. */
function nodesOf(dialplan: Dialplan, visit: DialplanStep): DialplanFinding[] {
  const literal = /^agi:\/\/([^/$]+)/.exec(visit.data)?.[1];
  const named = nodeVariables(dialplan);
  return [...(literal === undefined ? [] : [literal]), ...named]
    .filter((node) => !isAddress(node))
    .map((node) => finding('host-name', visit, 'warning', node));
}

/** Dial() of what the server said: through a hint, and not for ever. */
function dialling(dialplan: Dialplan): DialplanFinding[] {
  const ours = dialplan.steps.filter(
    ({ app, data }) => app.toLowerCase() === 'dial' && data.includes('TEL_'),
  );
  return ours.flatMap((step) => {
    const [device = '', seconds = ''] = argumentsOf(step.data);
    return [
      ...unless(!device.includes('${TEL_EXT}'), 'dials-what-it-is-told', step),
      ...unless(seconds.trim() !== '', 'rings-for-ever', step),
    ];
  });
}

/** What telefonistka.conf expects of the rest of the dialplan, and the settings of both. */
function surroundings(
  dialplan: Dialplan,
  visit: DialplanStep,
  expected: DialplanExpectation,
): DialplanFinding[] {
  const { globals, hints, steps, includes } = dialplan;
  const employees = globals.get('TEL_EMPLOYEES') ?? EMPLOYEES;
  const fallback = globals.get('TEL_FALLBACK') ?? FALLBACK;
  const [context = ''] = fallback.split(',');
  const nodes = nodeVariables(dialplan);
  const leadsHere = steps.some(
    ({ app, data, ...step }) =>
      step.context !== visit.context &&
      /^(?:goto|gosub)/i.test(app) &&
      data.split(/[?:,()]/).some((part) => part.trim() === visit.context),
  );
  return [
    ...unless(
      leadsHere || includes.some(({ included }) => included === visit.context),
      'not-reached',
      visit,
      'warning',
      visit.context,
    ),
    ...unless(
      hints.some((hint) => hint.context === employees),
      'no-hints',
      visit,
      'error',
      employees,
    ),
    ...unless(employees === expected.hintContext, 'other-hints', visit, 'warning', employees),
    ...unless(
      steps.some((step) => step.context === context),
      'no-fallback',
      visit,
      'error',
      fallback,
    ),
    ...unless(
      nodes.length === 0 || nodes.includes(expected.node),
      'no-such-node',
      visit,
      'warning',
      expected.node,
    ),
  ];
}

function nodeVariables({ globals }: Dialplan): readonly string[] {
  return ['TEL_NODE1', 'TEL_NODE2'].flatMap((name) => globals.get(name) ?? []);
}

/** Holds the caller until somebody takes him: what comes afterwards is the administrator's. */
function holds({ app }: DialplanStep): boolean {
  return /^(?:queue|voicemail)$/i.test(app);
}

/** Where a running timer would cut a conversation. */
function takesOver(step: DialplanStep): boolean {
  return holds(step) || step.app.toLowerCase() === 'dial';
}

/** What `Set(TIMEOUT(absolute)=…)` sets; null for other steps. */
function leaseSeconds({ app, data }: DialplanStep): number | null {
  const seconds = isSet(app) ? /^TIMEOUT\(absolute\)\s*=\s*(\d+)/.exec(data)?.[1] : undefined;
  return seconds === undefined ? null : Number(seconds);
}

function isSet(app: string): boolean {
  return /^m?set$/i.test(app);
}

function isAddress(node: string): boolean {
  return /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-fA-F:]+\])(?::\d+)?$/.test(node);
}

/** At commas outside of parentheses and braces. */
function argumentsOf(data: string): readonly string[] {
  const parts = [''];
  let depth = 0;
  for (const sign of data) {
    if ('({['.includes(sign)) depth += 1;
    if (')}]'.includes(sign)) depth -= 1;
    if (sign === ',' && depth === 0) parts.push('');
    else parts[parts.length - 1] += sign;
  }
  return parts;
}

function unless(
  isGood: boolean,
  rule: DialplanRule,
  step: DialplanStep,
  severity: DialplanFinding['severity'] = 'error',
  found = '',
): DialplanFinding[] {
  return isGood ? [] : [finding(rule, step, severity, found)];
}

function finding(
  rule: DialplanRule,
  step: DialplanStep | null,
  severity: DialplanFinding['severity'] = 'error',
  found = '',
): DialplanFinding {
  const { context = '', extension = '', file = null, line = null } = step ?? {};
  return { rule, severity, context, extension, file, line, ...wordsOf(rule, found) };
}

function unique(findings: readonly DialplanFinding[]): readonly DialplanFinding[] {
  return [
    ...new Map(
      findings.map((one) => [`${one.rule} ${one.file} ${one.line} ${one.message.en}`, one]),
    ).values(),
  ];
}
