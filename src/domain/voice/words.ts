import { cleanForSpeech } from './clean.ts';
import type { Fragment } from './fragments.ts';
import { spokenKeys } from './numbers.ts';
import type { Phrases, PromptPart } from './phrases.ts';

/** `quality`: each sentence about an employee is spoken whole; `economy`: it is glued from what others need as well. */
export type VoiceMode = 'quality' | 'economy';

/** What an engine is asked for at once. */
export interface Utterance {
  readonly text: string;
  readonly pauseAfterMs: number;
}

/** Said apart, two words still belong together. */
const BETWEEN_WORDS_MS = 40;
/** After a sign, as a reader makes it. */
const AFTER_SIGN_MS: Readonly<Record<string, number>> = {
  ',': 150,
  ';': 200,
  ':': 200,
  '—': 200,
  '–': 200,
  '.': 350,
  '!': 350,
  '?': 350,
  '…': 350,
};

/** The fragment of this part as the engine is asked for it. */
export function utterancesOf(
  fragment: Fragment,
  part: PromptPart,
  { mode, language }: { readonly mode: VoiceMode; readonly language: Phrases['language'] },
): readonly Utterance[] {
  const { text, pauseAfterMs } = fragment;
  const whole = [{ text, pauseAfterMs }];
  // Sentences without a name are the same for everybody: nothing is saved by taking them apart.
  if (mode === 'quality' || !('person' in part)) return whole;
  const apart = takenApart(text, wordsOfPerson(part.person, language));
  return apart.map((one, at) => (at === apart.length - 1 ? { ...one, pauseAfterMs } : one));
}

/** First name, surname, numbers: each in one word, or in the words of a compound number. */
function wordsOfPerson(
  { name, keys }: { readonly name: string; readonly keys: string },
  language: Phrases['language'],
): ReadonlyMap<string, readonly string[]> {
  const names = cleanForSpeech(name).split(' ').map(bare);
  const numbers = spokenKeys(keys, language).split(' ');
  return new Map<string, readonly string[]>([
    ...names.map((word) => [word, [word]] as const),
    ...numbers.map((word) => [word, word.split('-')] as const), // thirty-four: thirty, four
  ]);
}

/** The words of the person each alone, and what stands between them in one piece. */
function takenApart(text: string, apart: ReadonlyMap<string, readonly string[]>): Utterance[] {
  const utterances: Utterance[] = [];
  let between: string[] = [];
  const endBetween = (): void => {
    const run = between.join(' ');
    between = [];
    // «— добавочный»: the dash belongs to the name before it.
    lengthenPause(utterances, signsBefore(run));
    // A sign at the very end shapes the voice, a dash there only takes time.
    const said = run.replace(/^[^\p{L}\p{Nd}]+|[\s—–-]+$/gu, '');
    if (said !== '') utterances.push({ text: said, pauseAfterMs: pauseOf(signsAfter(run)) });
  };
  for (const token of text.split(' ')) {
    const words = apart.get(bare(token));
    if (words === undefined || bare(token) === '') {
      between.push(token);
      continue;
    }
    endBetween();
    for (const word of words) utterances.push({ text: word, pauseAfterMs: BETWEEN_WORDS_MS });
    lengthenPause(utterances, signsAfter(token));
  }
  endBetween();
  return utterances;
}

function lengthenPause(utterances: Utterance[], signs: string): void {
  const last = utterances.pop();
  if (last === undefined) return;
  utterances.push({ ...last, pauseAfterMs: Math.max(last.pauseAfterMs, pauseOf(signs)) });
}

/** By the longest of these signs. */
function pauseOf(signs: string): number {
  return Math.max(BETWEEN_WORDS_MS, ...[...signs].map((sign) => AFTER_SIGN_MS[sign] ?? 0));
}

const signsBefore = (text: string): string => /^[^\p{L}\p{Nd}]*/u.exec(text)?.[0] ?? '';
const signsAfter = (text: string): string => /[^\p{L}\p{Nd}]*$/u.exec(text)?.[0] ?? '';

function bare(token: string): string {
  return token.slice(signsBefore(token).length).replace(/[^\p{L}\p{Nd}]+$/u, '');
}
