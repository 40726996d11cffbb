import type { Said, Verb } from './verb.ts';

export const say: Verb = {
  name: 'say',
  operands: ['TEXT'],
  flags: {
    out: { value: 'FILE', said: { ru: 'куда записать WAV', en: 'where to write the WAV' } },
  },
  printsData: true,
  summary: {
    ru: 'произнести текст голосом из настроек',
    en: 'speak a text in the voice of the settings',
  },
  details: {
    ru: 'Печатает имя файла WAV: послушайте, как звучит имя или фраза, прежде чем её услышат клиенты.',
    en: 'Prints the name of a WAV file: hear a name or a phrase before your clients do.',
  },
  async run({ operands, text, asJson, language, out, signal }, house) {
    const spoken = await house.say(operands[0] ?? '', text('out') ?? null, signal);
    const seconds = (spoken.durationMs / 1000).toFixed(1);
    out.print(
      asJson
        ? JSON.stringify(spoken)
        : `${spoken.file}  ${seconds} ${SECONDS[language]}  ${spoken.engine}`,
    );
    return 0;
  },
};

const SECONDS: Said = { ru: 'с', en: 's' };
