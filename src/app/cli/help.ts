import type { Flag, Language, Said, Verb } from './verb.ts';

const COMMON: Readonly<Record<string, Flag>> = {
  config: {
    value: 'FILE',
    said: { ru: 'файл настроек (или TEL_CONFIG)', en: 'settings file (or TEL_CONFIG)' },
  },
  help: { value: null, said: { ru: 'эта подсказка', en: 'this help' } },
};
const JSON_FLAG: Flag = {
  value: null,
  said: { ru: 'данные для программ', en: 'data for programs' },
};

const WORDS = {
  intro: {
    ru: 'telefonistka КОМАНДА …   ПОДРОБНЕЕ: telefonistka КОМАНДА --help',
    en: 'telefonistka VERB …   MORE: telefonistka VERB --help',
  },
  exits: {
    ru: 'Выход: 0 - сделано, 1 - не вышло или ответ «нет», 2 - команда непонятна.',
    en: 'Exit: 0 done, 1 failed or the answer is "no", 2 the command line makes no sense.',
  },
} satisfies Record<string, Said>;

export function helpForAll(verbs: readonly Verb[], language: Language): string {
  const width = Math.max(...verbs.map(({ name }) => name.length));
  const list = verbs.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary[language]}`);
  return [WORDS.intro[language], '', ...list, '', WORDS.exits[language]].join('\n');
}

/** The first line is the usage. */
export function helpFor(verb: Verb, language: Language): string {
  const flags = { ...verb.flags, ...(verb.printsData ? { json: JSON_FLAG } : {}), ...COMMON };
  const named = Object.entries(flags).map(([name, flag]) => ({
    name: flag.value === null ? `--${name}` : `--${name} ${flag.value}`,
    said: flag.said[language],
  }));
  const width = Math.max(...named.map(({ name }) => name.length));
  const usage = [
    'telefonistka',
    verb.name,
    ...verb.operands,
    ...named.map(({ name }) => `[${name}]`),
  ];
  return [
    usage.join(' '),
    '',
    verb.summary[language],
    verb.details[language],
    '',
    ...named.map(({ name, said }) => `  ${name.padEnd(width)}  ${said}`),
  ].join('\n');
}
