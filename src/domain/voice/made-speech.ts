import { withoutStress } from './stress.ts';

/** A fragment of speech that was made and kept. */
export interface MadeSpeech {
  /** The name of its file. */
  readonly key: string;
  readonly text: string;
  /** Engine, voice, role and speed; null: nobody noted it. */
  readonly by: string | null;
  /** Unix milliseconds; null: nobody noted it. */
  readonly madeAtMs: number | null;
  /** 1, and one more each time that it was made anew. */
  readonly take: number;
  readonly usedAtMs: number;
  readonly durationMs: number;
  readonly bytes: number;
}

/** What speech of one voice amounts to. */
export interface SpeechAmount {
  readonly by: string | null;
  readonly fragments: number;
  /** As engines bill them: every character of the text, blanks too. */
  readonly characters: number;
  /** The same with every take that was paid for. */
  readonly charactersSpoken: number;
  readonly durationMs: number;
  readonly bytes: number;
}

/** No text looks like that. */
const KEY_BEGINNING = /^[0-9a-f]{8,40}$/;

/** Case, ё and marks of stress make no difference to whoever looks for a name. */
function folded(text: string): string {
  return withoutStress(text).toLowerCase().replaceAll('ё', 'е');
}

/** Whose text holds these words; all of them for none. */
export function speechWith(made: readonly MadeSpeech[], words: string): readonly MadeSpeech[] {
  return made.filter(({ text }) => folded(text).includes(folded(words)));
}

/**
 * What is meant by a key or its beginning, a text, or words that stand in one text only: of that text the latest. Otherwise the texts
 * among which there is no choosing; none when nothing fits.
 */
export function speechMeant(
  made: readonly MadeSpeech[],
  meant: string,
): MadeSpeech | readonly string[] {
  const byKey = KEY_BEGINNING.test(meant) ? made.filter(({ key }) => key.startsWith(meant)) : [];
  if (byKey[0] !== undefined && byKey.length === 1) return byKey[0];
  const whole = made.filter(({ text }) => folded(text) === folded(meant));
  const fitting = whole.length > 0 ? whole : speechWith(made, meant);
  const texts = new Set(fitting.map(({ text }) => text));
  const latest = fitting.toSorted((a, b) => (b.madeAtMs ?? 0) - (a.madeAtMs ?? 0))[0];
  return latest !== undefined && texts.size === 1 ? latest : [...texts];
}

/** By voice, the most characters first. */
export function speechAmounts(made: readonly MadeSpeech[]): readonly SpeechAmount[] {
  const amounts = new Map<string | null, SpeechAmount>();
  for (const { by, text, take, durationMs, bytes } of made) {
    const so = amounts.get(by);
    const characters = [...text].length;
    amounts.set(by, {
      by,
      fragments: (so?.fragments ?? 0) + 1,
      characters: (so?.characters ?? 0) + characters,
      charactersSpoken: (so?.charactersSpoken ?? 0) + characters * take,
      durationMs: (so?.durationMs ?? 0) + durationMs,
      bytes: (so?.bytes ?? 0) + bytes,
    });
  }
  return [...amounts.values()].toSorted((a, b) => b.characters - a.characters);
}
