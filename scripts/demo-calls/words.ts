import type { CallReport, TimelineEvent } from './report.ts';
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
    ru: 'telefonistka: события загружены, речь готова, звонки ждём',
    en: 'telefonistka: events imported, speech ready, waiting for calls',
  },
  city: {
    ru: 'город: телефоны сотрудников зарегистрированы, линия есть',
    en: "the city: the employees' telephones are registered, the trunk is up",
  },
};

const EVENTS: Readonly<Record<TimelineEvent['kind'], Record<Language, string>>> = {
  dialled: { ru: 'набирает номер офиса', en: 'dials the office' },
  answered: { ru: 'офис ответил', en: 'the office answers' },
  'first-audio': { ru: 'первый звук, мс после ответа:', en: 'first audio, ms after the answer:' },
  said: { ru: 'слышит:', en: 'hears:' },
  keyed: { ru: 'нажимает', en: 'keys' },
  rings: { ru: 'звонит телефон', en: 'rings' },
  'no-answer': { ru: 'не ответил', en: 'no answer from' },
  killed: { ru: 'служба убита (SIGKILL)', en: 'the service is killed (SIGKILL)' },
  queued: { ru: 'ждёт в очереди', en: 'waits in the queue' },
  talks: { ru: 'говорит с', en: 'talks with' },
  ended: { ru: 'кладёт трубку', en: 'hangs up' },
};

export function stepText(step: StageStep, language: Language): string {
  return `  ✓ ${STEPS[step][language]}`;
}

/** One call as a person would want to read it. */
export function callText(scene: Scene, report: CallReport, language: Language): string {
  const head = `${report.ok ? '✓' : '✗'} ${scene.title[language]}  (${report.caller})`;
  const wrong = report.wrong.map((what) => `    ✗ ${what}`);
  const heard = report.heard === null ? [] : [`    ${HEARD[language]} ${report.heard}`];
  return [
    '',
    head,
    ...joined(report.events).map((event) => eventText(event, language)),
    ...wrong,
    ...heard,
  ].join('\n');
}

const HEARD = { ru: 'что слышал звонящий:', en: 'what the caller heard:' };

function eventText({ atMs, kind, detail }: TimelineEvent, language: Language): string {
  const seconds = (atMs / 1000).toFixed(2).padStart(7);
  return `  ${seconds}  ${EVENTS[kind][language]}${detail === '' ? '' : ` ${detail}`}`;
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
