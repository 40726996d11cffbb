import type { Override } from '#domain/call/override.ts';
import type { Language, Said } from './verb.ts';

/** What a reader must know before he believes what a ranking says of a number: a line each. */
export function overridesInWords(
  overrides: readonly Override[],
  language: Language,
): readonly string[] {
  return overrides.map((override) => `! ${WORDS[override][language]}`);
}

const WORDS: Readonly<Record<Override, Said>> = {
  colleague: {
    ru: 'Это номер сотрудника: звонящий услышит общее меню, рейтинг не спрашивается.',
    en: "This is an employee's own number: the caller hears the default menu, whatever the ranking says.",
  },
  'crm-menu': {
    ru: 'Сначала спрашиваем меню у CRM (crm_menu): если она его даст, рейтинг не спрашивается.',
    en: 'The CRM is asked for a menu first (crm_menu): if it gives one, the ranking is not asked.',
  },
  shadow: {
    ru: 'Теневой режим: звонящий не услышит ничего из этого и попадёт в очередь.',
    en: 'Shadow mode: the caller hears nothing of this, and goes to the queue.',
  },
};
