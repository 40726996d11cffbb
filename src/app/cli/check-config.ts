import type { Said, Verb } from './verb.ts';

export const checkConfig: Verb = {
  name: 'check-config',
  operands: [],
  flags: {},
  printsData: true,
  summary: {
    ru: 'проверить настройки: все ошибки сразу',
    en: 'check the settings: all mistakes at once',
  },
  details: {
    ru: 'Читает файл настроек, рейтинг и фразы; ничего не запускает и не меняет.',
    en: 'Reads settings, ranking and phrases; starts and changes nothing.',
  },
  async run({ asJson, language, out }, house) {
    const { file, files, mistakes } = await house.checkSettings();
    if (asJson) {
      out.print(JSON.stringify({ ok: mistakes.length === 0, file, files, mistakes }));
    } else {
      for (const mistake of mistakes) out.print(mistake);
      out.print(
        mistakes.length === 0
          ? `${GOOD[language]}: ${files.join(', ')}`
          : `${BAD[language]}: ${mistakes.length}`,
      );
    }
    return mistakes.length === 0 ? 0 : 1;
  },
};

const GOOD: Said = { ru: 'Ошибок нет', en: 'No mistakes' };
const BAD: Said = { ru: 'Ошибок', en: 'Mistakes' };
