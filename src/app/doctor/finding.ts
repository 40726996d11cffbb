import type { Finding } from '../cli/house.ts';

/** Russian, English. */
type Two = readonly [ru: string, en: string];

export function good(...[ru, en]: Two): Finding {
  return { severity: 'ok', message: { ru, en }, remedy: null };
}

export function bad(
  severity: 'warning' | 'error',
  [ru, en]: Two,
  [ruRemedy, enRemedy]: Two,
): Finding {
  return { severity, message: { ru, en }, remedy: { ru: ruRemedy, en: enRemedy } };
}
