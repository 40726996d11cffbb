import { UsageError, type Said, type Verb } from './verb.ts';

export const switchVerb: Verb = {
  name: 'switch',
  operands: ['on|off'],
  flags: {
    line: {
      value: 'DID',
      said: {
        ru: 'только эта линия (номер, на который звонят)',
        en: 'this line only (the number that is dialled)',
      },
    },
  },
  printsData: false,
  summary: { ru: 'включить или выключить нас в Asterisk', en: 'switch us on or off in Asterisk' },
  details: {
    ru: 'Действует со следующего звонка. То же с телефона: *550 выключить, *551 включить. Нужен AMI, write = system.',
    en: 'Works from the next call on. The same by telephone: *550 off, *551 on. Needs AMI, write = system.',
  },
  async run({ operands, text, language, out }, house) {
    const [wish] = operands;
    const line = text('line') ?? null;
    if (wish !== 'on' && wish !== 'off')
      throw new UsageError({ ru: 'нужно on или off', en: 'on or off is needed' });
    if (line !== null && !/^\d{1,20}$/.test(line))
      throw new UsageError({ ru: '--line: нужны одни цифры', en: '--line: digits only' });
    await house.setSwitch({ on: wish === 'on', line });
    const told = wish === 'on' ? ON : OFF;
    out.print(line === null ? told[language] : `${line}: ${told[language]}`);
    return 0;
  },
};

const ON: Said = { ru: 'Включено: со следующего звонка.', en: 'On, from the next call.' };
const OFF: Said = {
  ru: 'Выключено: со следующего звонка все идут в очередь продаж.',
  en: 'Off: from the next call everybody goes to the sales queue.',
};
