import type { Destination } from '#domain/call/destination.ts';
import type { Language, Said, Verb } from './verb.ts';

export const call: Verb = {
  name: 'call',
  operands: ['[NUMBER]'],
  flags: {
    name: {
      value: 'NAME',
      said: {
        ru: 'имя звонящего, как его передала линия',
        en: "the caller's name as the trunk sent it",
      },
    },
    line: {
      value: 'DID',
      said: { ru: 'номер, на который он звонит', en: 'the number he dialled' },
    },
    fast: {
      value: null,
      said: { ru: 'не ждать, пока фразы прозвучат', en: 'do not wait while prompts play' },
    },
  },
  printsData: true,
  summary: { ru: 'позвонить с клавиатуры', en: 'be a caller on the keyboard' },
  details: {
    ru: 'Фразы печатаются, цифры нажимаются, h - повесить трубку. Без номера - скрытый номер. Телефоны не звонят.',
    en: 'Prompts are printed, digits are keyed, h hangs up. Without a number: withheld. No telephone rings.',
  },
  async run({ operands, text, has, asJson, language, out, signal }, house) {
    const destination = await house.callByKeyboard({
      number: operands[0] ?? 'anonymous',
      name: text('name') ?? '',
      dialled: text('line') ?? '',
      pace: has('fast') ? 0 : 1,
      signal,
    });
    out.print(asJson ? JSON.stringify({ destination }) : `→ ${inWords(destination, language)}`);
    return 0;
  },
};

function inWords(destination: Destination | null, language: Language): string {
  if (destination === null) return HUNG_UP[language];
  return destination.kind === 'employee'
    ? `${EMPLOYEE[language]} ${destination.extension} (${destination.employeeId})`
    : `${QUEUE[language]}: ${destination.reason}`;
}

const HUNG_UP: Said = { ru: 'повесил трубку', en: 'hung up' };
const EMPLOYEE: Said = { ru: 'сотрудник', en: 'employee' };
const QUEUE: Said = { ru: 'отдел продаж', en: 'sales queue' };
