import { amountOf } from '#domain/money.ts';
import type { SpokenBy } from '#ports/speech.ts';
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
    ru: 'Печатает имя файла WAV, кто произнёс и сколько это стоило: послушайте имя или фразу, прежде чем её услышат клиенты.',
    en: 'Prints the name of a WAV file, who spoke and what it cost: hear a name or a phrase before your clients do.',
  },
  async run({ operands, text, asJson, language, out, signal }, house) {
    const spoken = await house.say(operands[0] ?? '', text('out') ?? null, signal);
    const seconds = (spoken.durationMs / 1000).toFixed(1);
    const who = spoken.by === null ? BEFORE[language] : whoSpoke(spoken.by, language);
    out.print(
      asJson ? JSON.stringify(spoken) : `${spoken.file}  ${seconds} ${SECONDS[language]}  ${who}`,
    );
    return 0;
  },
};

const SECONDS: Said = { ru: 'с', en: 's' };
const BEFORE: Said = { ru: 'сказано раньше, бесплатно', en: 'said before, at no cost' };
const OTHERWISE: Said = { ru: 'было бы', en: 'would have been' };

/** `SpeechKit v1: 0.000187 USD (SpeechKit v3 would have been 0.001333 USD)` */
function whoSpoke(by: SpokenBy, language: 'ru' | 'en'): string {
  const { engine, costMicros, currency, insteadOf } = by;
  if (costMicros === 0 && insteadOf === null) return engine;
  const price = (micros: number): string => `${amountOf(micros)} ${currency}`;
  const other =
    insteadOf === null
      ? ''
      : ` (${insteadOf.engine} ${OTHERWISE[language]} ${price(insteadOf.costMicros)})`;
  return `${engine}: ${price(costMicros)}${other}`;
}
