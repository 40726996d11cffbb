import type { Language } from './config.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The language to speak to an administrator in: the setting, else TEL_LANG, else LANG, else Russian. */
export function languageFor(setting: unknown, env: Environment): Language {
  if (isLanguage(setting)) return setting;
  const wish = env['TEL_LANG'] ?? env['LC_ALL'] ?? env['LANG'] ?? '';
  const code = wish.slice(0, 2).toLowerCase();
  return isLanguage(code) ? code : 'ru';
}

export function isLanguage(text: unknown): text is Language {
  return text === 'ru' || text === 'en';
}
