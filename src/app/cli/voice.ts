import {
  speechAmounts,
  speechMeant,
  speechWith,
  type MadeSpeech,
} from '#domain/voice/made-speech.ts';
import { Failure } from '#ports/failure.ts';
import { UsageError, type Asked, type ExitCode, type Said, type Verb } from './verb.ts';
import type { VoiceHouse } from './voice-house.ts';
import { costInWords, listInWords, priceOf, seconds } from './voice-words.ts';

export const voice: Verb = {
  name: 'voice',
  operands: ['list|play|remake|compare|cost', '[TEXT]'],
  flags: {
    out: {
      value: 'FILE',
      said: {
        ru: 'play: куда записать WAV; compare: в какую папку',
        en: 'play: where to write the WAV; compare: into which folder',
      },
    },
    voices: {
      value: 'A,B',
      said: { ru: 'compare: голоса через запятую', en: 'compare: voices, with commas' },
    },
    'per-million': {
      value: 'PRICE',
      said: { ru: 'cost: цена миллиона знаков', en: 'cost: the price of a million characters' },
    },
    'dry-run': {
      value: null,
      said: {
        ru: 'remake: только показать, что будет',
        en: 'remake: only show what would be made',
      },
    },
  },
  printsData: true,
  summary: {
    ru: 'готовая речь: список, прослушать, сделать заново, сравнить голоса, объём',
    en: 'made speech: list it, play it, make it anew, compare voices, count it',
  },
  details: {
    ru: 'list [СЛОВА] - что готово, кем сделано, когда звучало (дни по UTC). play КЛЮЧ или ТЕКСТ - имя WAV-файла, движок не нужен. remake [СЛОВА] - заново всё, где есть эти слова, а без них всё; работающая служба возьмёт новое после перезапуска. compare ТЕКСТ --voices a,b - один текст разными голосами первого движка, в файлы voice-ИМЯ.wav; в кэш они не попадают. cost - сколько знаков произнесено и, с --per-million, сколько это стоит.',
    en: 'list [WORDS]: what was made, by whom, and when it was of use (days in UTC). play KEY or TEXT: the name of a WAV file; no engine is needed. remake [WORDS]: anew whatever holds these words, or everything; a running service takes it at its next start. compare TEXT --voices a,b: one text by several voices of the first engine, into files voice-NAME.wav; none of it enters the cache. cost: how many characters were spoken and, with --per-million, what they cost.',
  },
  async run(asked, house) {
    const [wish = ''] = asked.operands;
    const act = ACTS.get(wish);
    if (act === undefined)
      throw new UsageError({
        ru: 'нужно list, play, remake, compare или cost',
        en: 'list, play, remake, compare or cost is needed',
      });
    return act(asked, house.voice);
  },
};

type Act = (asked: Asked, house: VoiceHouse) => Promise<ExitCode>;

const ACTS = new Map<string, Act>([
  ['list', list],
  ['play', play],
  ['remake', remake],
  ['compare', compare],
  ['cost', cost],
]);

const VOICES_MAX = 10;
/** What an engine may call a voice; it becomes part of a file's name. */
const VOICE = /^[\w+-]{1,40}$/;
const PLACES_SHOWN_MAX = 5;

async function list({ operands, asJson, language, out }: Asked, house: VoiceHouse) {
  const { made, damaged } = await house.list();
  const found = speechWith(made, operands[1] ?? '');
  if (asJson) out.print(JSON.stringify({ made: found.map(withDates), damaged }));
  else for (const line of listInWords(found, damaged, language)) out.print(line);
  return 0 as const;
}

function withDates({ madeAtMs, usedAtMs, ...rest }: MadeSpeech) {
  const iso = (ms: number): string => new Date(ms).toISOString();
  return { ...rest, madeAt: madeAtMs === null ? null : iso(madeAtMs), usedAt: iso(usedAtMs) };
}

async function play({ operands, text, asJson, language, out }: Asked, house: VoiceHouse) {
  const wish = needed(operands[1], {
    ru: 'play: нужен КЛЮЧ или ТЕКСТ',
    en: 'play: a KEY or TEXT is needed',
  });
  const { made } = await house.list();
  const found = speechMeant(made, wish);
  if (!('key' in found)) throw new Failure('not-found', noChoice(found)[language]);
  const { file } = await house.play(found.key, text('out') ?? null);
  const { durationMs, by } = found;
  out.print(
    asJson
      ? JSON.stringify({ file, ...withDates(found) })
      : [file, seconds(durationMs, language), by ?? '', found.text].filter(Boolean).join('  '),
  );
  return 0 as const;
}

function noChoice(texts: readonly string[]): Said {
  if (texts.length === 0)
    return {
      ru: 'такой речи нет; сделать: telefonistka say ТЕКСТ',
      en: 'there is no such speech; to make it: telefonistka say TEXT',
    };
  const some = texts
    .slice(0, PLACES_SHOWN_MAX)
    .map((one) => `\n  ${one}`)
    .join('');
  return {
    ru: `подходит несколько (${texts.length}), уточните:${some}`,
    en: `several fit (${texts.length}), say more:${some}`,
  };
}

async function remake(asked: Asked, house: VoiceHouse): Promise<ExitCode> {
  const { operands, has, asJson, language, out, signal } = asked;
  const found = speechWith((await house.list()).made, operands[1] ?? '');
  const texts = [...new Set(found.map((one) => one.text))];
  const characters = texts.reduce((total, one) => total + [...one].length, 0);
  const isTold = has('dry-run');
  if (isTold && !asJson) for (const one of texts) out.print(one);
  const progress = (done: number): void => out.note(`${done}/${texts.length}`);
  const failed = isTold ? [] : await house.remake({ texts, progress, signal });
  if (asJson) out.print(JSON.stringify({ texts, characters, isDryRun: isTold, failed }));
  else {
    for (const one of failed) out.print(`${FAILED[language]}: ${one.text} (${one.reason})`);
    const made = texts.length - failed.length;
    const what = isTold ? WOULD[language] : MADE[language];
    out.print(`${what}: ${made}/${texts.length}; ${CHARACTERS[language]}: ${characters}`);
  }
  return failed.length === 0 && texts.length > 0 ? 0 : 1;
}

async function compare(asked: Asked, house: VoiceHouse): Promise<ExitCode> {
  const { operands, text: flag, asJson, language, out, signal } = asked;
  const text = needed(operands[1], { ru: 'compare: нужен ТЕКСТ', en: 'compare: a TEXT is needed' });
  const voices = [...new Set((flag('voices') ?? '').split(',').filter(Boolean))];
  if (voices.length === 0 || voices.length > VOICES_MAX || !voices.every((one) => VOICE.test(one)))
    throw new UsageError({
      ru: `--voices: нужно от 1 до ${VOICES_MAX} имён голосов через запятую`,
      en: `--voices: 1 to ${VOICES_MAX} names of voices with commas are needed`,
    });
  const tried = await house.compare({ text, voices, folder: flag('out') ?? '.', signal });
  if (asJson) out.print(JSON.stringify(tried));
  else
    for (const { voice: name, file, durationMs, reason } of tried)
      out.print(
        file === null
          ? `${FAILED[language]}: ${name} (${reason})`
          : `${file}  ${seconds(durationMs, language)}  ${name}`,
      );
  return tried.every(({ file }) => file !== null) ? 0 : 1;
}

async function cost({ text, asJson, language, out }: Asked, house: VoiceHouse) {
  const price = priceFrom(text('per-million'));
  const amounts = speechAmounts((await house.list()).made);
  if (asJson)
    out.print(
      JSON.stringify(
        amounts.map((one) => ({
          ...one,
          price: price === null ? null : priceOf(one.charactersSpoken, price),
        })),
      ),
    );
  else for (const line of costInWords(amounts, price, language)) out.print(line);
  return 0 as const;
}

function priceFrom(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^\d{1,9}([.,]\d{1,6})?$/.test(text)) return Number(text.replace(',', '.'));
  throw new UsageError({
    ru: '--per-million: нужна цена, например 1200 или 1220,50',
    en: '--per-million: a price is needed, e.g. 1200 or 1220.50',
  });
}

function needed(operand: string | undefined, said: Said): string {
  if (operand === undefined || operand.trim() === '') throw new UsageError(said);
  return operand;
}

const FAILED: Said = { ru: 'Не получилось', en: 'Could not be made' };
const MADE: Said = { ru: 'Сделано заново', en: 'Made anew' };
const WOULD: Said = { ru: 'Будет сделано заново', en: 'Would be made anew' };
const CHARACTERS: Said = { ru: 'знаков', en: 'characters' };
