import type { QueueReason } from '#domain/call/destination.ts';
import type { DeviceState, NotOffered } from '#domain/people/availability.ts';
import type { VisitRecord } from '#ports/journal.ts';
import type { Said } from './verb.ts';

/** The words of receipts, as an administrator says them. What is no word of ours is shown as it stands. */

const DEVICE_STATES: Readonly<Record<DeviceState, Said>> = {
  not_inuse: { ru: 'телефон свободен', en: 'telephone free' },
  inuse: { ru: 'разговаривает', en: 'on the telephone' },
  ringinuse: { ru: 'разговаривает, и ему звонят', en: 'on the telephone, and being rung' },
  busy: { ru: 'телефон занят', en: 'telephone busy' },
  ringing: { ru: 'телефон уже звонит', en: 'telephone ringing already' },
  onhold: { ru: 'держит звонок на удержании', en: 'has a call on hold' },
  unavailable: { ru: 'телефон не в сети', en: 'telephone not reachable' },
  invalid: { ru: 'телефон в Asterisk не настроен', en: 'telephone not set up in Asterisk' },
  unknown: { ru: 'состояние телефона неизвестно', en: 'state of the telephone unknown' },
  dnd: { ru: 'включено «не беспокоить»', en: 'do-not-disturb is on' },
};

const OBSTACLES: Readonly<Record<Exclude<NotOffered, `device-${string}`>, Said>> = {
  dismissed: { ru: 'уволен', en: 'dismissed' },
  technical: { ru: 'техническая учётная запись', en: 'a technical account' },
  'not-allowed': { ru: 'не в списке тех, кого предлагаем', en: 'not on the list of those offered' },
  'no-extension': { ru: 'нет внутреннего номера', en: 'no extension' },
  absent: { ru: 'отсутствует', en: 'away' },
  'already-tried': { ru: 'ему уже звонили в этом звонке', en: 'was rung in this call already' },
  'no-hint': {
    ru: 'для номера нет hint в dialplan',
    en: 'the extension has no hint in the dialplan',
  },
};

const POLICIES: Readonly<Record<VisitRecord['policy'], Said>> = {
  queue: { ru: 'сразу в очередь', en: 'straight to the queue' },
  direct: { ru: 'соединяем без меню', en: 'straight through, without a menu' },
  menu: { ru: 'персональное меню', en: 'personal menu' },
  default: { ru: 'общее меню', en: 'default menu' },
};

const ENDS: Readonly<Record<VisitRecord['end'], Said>> = {
  routed: { ru: 'передан', en: 'routed' },
  hangup: { ru: 'звонящий положил трубку', en: 'the caller hung up' },
  'lease-expired': { ru: 'не уложились в отведённое время', en: 'took longer than allowed' },
  'connection-lost': { ru: 'связь с Asterisk оборвалась', en: 'connection to Asterisk lost' },
  abandoned: { ru: 'прервано', en: 'broken off' },
};

const QUEUE_REASONS: Readonly<Record<QueueReason, Said>> = {
  withheld: { ru: 'номер скрыт', en: 'the number is withheld' },
  'unreadable-number': { ru: 'номер не разобрать', en: 'the number cannot be read' },
  closed: { ru: 'нерабочее время', en: 'the office is closed' },
  shadow: { ru: 'теневой режим', en: 'shadow mode' },
  'asked-for-a-person': { ru: 'попросил оператора', en: 'asked for an operator' },
  'no-input': { ru: 'ничего не нажал', en: 'pressed nothing' },
  'no-match': { ru: 'нажимал не то', en: 'pressed keys that lead nowhere' },
  'nobody-answered': { ru: 'никто не ответил', en: 'nobody answered' },
  'no-speech': { ru: 'речь не готова', en: 'no speech was ready' },
  'out-of-time': { ru: 'время вышло', en: 'out of time' },
  'our-failure': { ru: 'наша ошибка, см. журнал службы', en: 'our failure, see the log' },
};

const WORDS: ReadonlyMap<string, Said> = new Map(
  Object.entries({ ...DEVICE_STATES, ...OBSTACLES, ...POLICIES, ...ENDS, ...QUEUE_REASONS }),
);

type Word = DeviceState | NotOffered | VisitRecord['policy'] | VisitRecord['end'] | QueueReason;

/** Somebody of the history whom the list of employees does not have: such a person is never offered. */
export const NO_EMPLOYEE: Said = {
  ru: 'нет в списке сотрудников',
  en: 'not on the list of employees',
};

/** A word of a receipt. An old receipt may hold one that this program does not know. */
export function inPlainWords(word: Word): Said {
  return WORDS.get(word.replace(/^device-/, '')) ?? { ru: word, en: word };
}
