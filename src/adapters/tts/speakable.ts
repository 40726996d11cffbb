import { cleanForSpeech } from '#domain/voice/clean.ts';
import { Failure } from '#ports/failure.ts';

/**
 * The text without any engine's markup: `[[…]]` would be taken for phonemes, `+` for a stress or be read «плюс», SSML
 * and `<[…]>` for orders; the cleaner leaves none of their signs. Fails with `invalid`: too long, or nothing to say.
 */
export function speakable(text: string, lengthMax: number): string {
  if (text.length > lengthMax)
    throw new Failure('invalid', `the text is longer than ${lengthMax} characters`);
  const clean = cleanForSpeech(text, lengthMax);
  if (!/[\p{L}\p{Nd}]/u.test(clean)) throw new Failure('invalid', 'there is nothing to say');
  return clean;
}
