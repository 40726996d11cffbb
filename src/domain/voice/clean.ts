/** A fragment is a sentence or two; nothing longer is worth a caller's time. */
export const SPEECH_LENGTH_MAX = 500;

/** Every mark but a stress, and a stress that stands after no vowel. */
const NO_STRESS = /[^\P{M}\u0301]|(?<![аеёиоуыэюя])\u0301/giu;

/**
 * Text from anywhere as something that can only be read aloud: letters, digits and the signs that shape a
 * sentence. What is left out may be an engine's markup (`[[…]]`, `<[…]>`, `**`, `+` before a vowel, SSML),
 * a control or an invisible character. The one mark that stays is our stress after a Russian vowel (stress.ts), which
 * each engine translates. Cut at a word's end after `lengthMax` characters.
 */
export function cleanForSpeech(text: string, lengthMax = SPEECH_LENGTH_MAX): string {
  const readable = text
    .slice(0, lengthMax * 4) // hostile text is bounded before it costs anything
    .normalize('NFC')
    .replaceAll(NO_STRESS, '') // what NFC could not compose: й and ё are letters by now
    .replaceAll(/[^\p{L}\p{Nd}\u0301.,!?;:…—–\-()«»'’%№ ]/gu, ' ')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
  return readable.length <= lengthMax ? readable : cutAtWord(readable, lengthMax);
}

function cutAtWord(text: string, lengthMax: number): string {
  // A letter beyond the basic plane is two units: none is left half.
  const cut = text.slice(0, lengthMax).replace(/[\uD800-\uDBFF]$/, '');
  const lastSpace = cut.lastIndexOf(' ');
  return (lastSpace > 0 ? cut.slice(0, lastSpace) : cut).trim();
}
