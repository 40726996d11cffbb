/** Our one notation of stress: U+0301 after the vowel, «Белы́х». Each engine is told in its own. */
export const STRESS = '\u0301';

/** For engines that have no notation, and wherever words are compared. */
export function withoutStress(text: string): string {
  return text.replaceAll(STRESS, '');
}

/** SpeechKit's notation: a plus before the vowel, «Бел+ых». */
export function stressAsPlus(text: string): string {
  return text.replaceAll(/(\p{L})\u0301/gu, '+$1');
}

/**
 * The stress of `word` in another form of it, as long as that vowel is still there: «Белы́х» stays so, and
 * «Соколо́ва» gives «Соколо́вой». Where the stress moves («Кова́ль», «Коваля́»), the dictionary has the forms.
 */
export function stressedAs(word: string, form: string): string {
  const at = word.indexOf(STRESS);
  if (at < 1 || form.includes(STRESS)) return form;
  const kept = word.slice(0, at);
  return form.startsWith(kept) ? kept + STRESS + form.slice(at) : form;
}
