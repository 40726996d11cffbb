import type { CallReport, Mistake, TimelineEvent } from './report.ts';
import type { Scene } from './scenes.ts';
import type { StageStep } from './stage.ts';

export type Language = 'ru' | 'en';

const STEPS: Readonly<Record<StageStep, Record<Language, string>>> = {
  company: {
    ru: 'компания: 16 сотрудников, 200 клиентов, 5 000 событий CRM',
    en: 'the company: 16 employees, 200 clients, 5,000 CRM events',
  },
  office: {
    ru: 'Asterisk офиса с нашим dialplan и очередью sales',
    en: "the office's Asterisk with our dialplan and the queue sales",
  },
  service: {
    ru: 'telefonistka: события загружены, речь готова, ждёт звонков',
    en: 'telefonistka: events imported, speech ready, waiting for calls',
  },
  city: {
    ru: 'город: телефоны сотрудников зарегистрированы, линия есть',
    en: "the city: the employees' telephones are registered, the trunk is up",
  },
};

/** `…` stands for the detail. */
const EVENTS: Readonly<Record<TimelineEvent['kind'], Record<Language, string>>> = {
  dialled: { ru: 'набирает номер офиса', en: 'dials the office' },
  answered: { ru: 'офис ответил', en: 'the office answers' },
  'first-audio': {
    ru: 'первый звук, через … мс после ответа',
    en: 'first sound, … ms after the answer',
  },
  said: { ru: 'слышит: …', en: 'hears: …' },
  keyed: { ru: 'набирает …', en: 'keys …' },
  rings: { ru: 'звонит телефон: …', en: 'a telephone rings: …' },
  'no-answer': { ru: 'не берёт трубку: …', en: 'does not answer: …' },
  killed: { ru: 'служба убита (SIGKILL)', en: 'the service is killed (SIGKILL)' },
  queued: { ru: 'ждёт в очереди …', en: 'waits in the queue …' },
  talks: { ru: 'отвечает …, разговор', en: 'answered by …, they talk' },
  ended: { ru: 'конец звонка, всего … с', en: 'the call ends, … s in all' },
};

const ABOUT: Readonly<Record<Mistake['about'], Record<Language, string>>> = {
  offered: { ru: 'кого предложили', en: 'who was offered' },
  said: { ru: 'что сказано', en: 'what was said' },
  keyed: { ru: 'что набрано', en: 'what was keyed' },
  reached: { ru: 'кто ответил', en: 'who answered' },
  'first-audio-ms': { ru: 'первый звук после ответа, мс', en: 'first sound after the answer, ms' },
  'voice-ms': { ru: 'речь в записи, мс', en: 'speech in the recording, ms' },
  'caller-heard-ms': {
    ru: 'звонящий слышал собеседника, мс',
    en: 'the caller heard the other, ms',
  },
  'employee-heard-ms': {
    ru: 'собеседник слышал звонящего, мс',
    en: 'the other heard the caller, ms',
  },
  exit: { ru: 'чем кончилась служба', en: 'how the service ended' },
  'killed-after-ms': { ru: 'убита, мс от начала фразы', en: 'killed, ms into the prompt' },
  'queued-after-ms': { ru: 'очередь, мс после этого', en: 'the queue, ms after that' },
  played: { ru: 'звонок не состоялся', en: 'the call could not be played' },
};

export function stepText(step: StageStep, language: Language): string {
  return `  ✓ ${STEPS[step][language]}`;
}

/** One call as a person would want to read it. */
export function callText(scene: Scene, report: CallReport, language: Language): string {
  const head = `${report.ok ? '✓' : '✗'} ${scene.title[language]}  (${report.caller})`;
  const heard = report.heard === null ? [] : [`${INDENT}${HEARD[language]} ${report.heard}`];
  return [
    '',
    head,
    ...joined(report.events).flatMap((event) => eventLines(event, language)),
    ...report.wrong.map((mistake) => mistakeText(mistake, language)),
    ...heard,
  ].join('\n');
}

const HEARD = { ru: 'что слышал звонящий:', en: 'what the caller heard:' };
const NOTHING = { ru: 'ничего', en: 'nothing' };
const INDENT = ' '.repeat(11);
const WIDTH = 110;

/** One line, however long: what was expected, and what came. */
function mistakeText({ about, expected, came }: Mistake, language: Language): string {
  const [wanted, got] = [expected || NOTHING[language], came || NOTHING[language]];
  const words = {
    ru: `ожидалось: ${wanted}; вышло: ${got}`,
    en: `expected: ${wanted}; came: ${got}`,
  };
  return `         ✗ ${ABOUT[about][language]} - ${words[language]}`;
}

function eventLines({ atMs, kind, detail }: TimelineEvent, language: Language): readonly string[] {
  const shown = kind === 'ended' ? (atMs / 1000).toFixed(1) : detail;
  const [first = '', ...more] = wrapped(EVENTS[kind][language].replace('…', () => shown));
  const seconds = (atMs / 1000).toFixed(2).padStart(INDENT.length - 2);
  return [`${seconds}  ${first}`, ...more.map((line) => INDENT + line)];
}

/** Prompts are long. */
function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (lines.length > 0 && line.length <= WIDTH - INDENT.length) lines[lines.length - 1] = line;
    else lines.push(word);
  }
  return lines;
}

/** Keys that follow each other make one line. */
function joined(events: readonly TimelineEvent[]): readonly TimelineEvent[] {
  const lines: TimelineEvent[] = [];
  for (const event of events) {
    const last = lines.at(-1);
    if (event.kind === 'keyed' && last?.kind === 'keyed')
      lines[lines.length - 1] = { ...last, detail: last.detail + event.detail };
    else lines.push(event);
  }
  return lines;
}
