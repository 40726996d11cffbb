/** A fragment is a sentence or two; nothing longer is worth a caller's time. */
export const SPEECH_LENGTH_MAX = 500;

/**
 * Text from anywhere as something that can only be read aloud: letters, digits and the signs that shape a
 * sentence. What is left out may be an engine's markup (`[[…]]`, `<[…]>`, `**`, `+` before a vowel, SSML),
 * a stress mark (U+0301), a control or an invisible character. Cut at a word's end after `lengthMax` characters.
 */
export function cleanForSpeech(text: string, lengthMax = SPEECH_LENGTH_MAX): string {
  const readable = text
    .slice(0, lengthMax * 4) // hostile text is bounded before it costs anything
    .normalize('NFC')
    .replaceAll(/\p{M}/gu, '') // what NFC could not compose: й and ё are letters, а́ loses its mark
    .replaceAll(/[^\p{L}\p{Nd}.,!?;:…—–\-()«»'’%№ ]/gu, ' ')
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
