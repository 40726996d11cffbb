import { unknownNames } from '#domain/people/amendments.ts';
import type { Archive } from '#ports/archive.ts';
import type { SpeechMoney } from '#ports/speech.ts';
import type { Log } from '#ports/log.ts';
import type { People } from '#ports/people.ts';
import type { Check } from '../cli/house.ts';
import type { Config } from '../config/config.ts';
import { readConfig } from '../config/load.ts';
import { mistakeInWords } from '../config/mistake.ts';
import { rulesFrom } from '../rules.ts';
import { amiCheck } from './ami.ts';
import { crmCheck } from './crm.ts';
import { crmMenuCheck } from './crm-menu.ts';
import { eventTypesCheck } from './event-types.ts';
import { bad, good } from './finding.ts';
import { namesCheck } from './names.ts';
import { portCheck } from './ports.ts';
import { soundsFolderCheck } from './sounds-folder.ts';
import { speechCheck } from './speech.ts';

/** What the checks look at, opened by compose. */
export interface DoctorParts {
  readonly log: Log;
  openStorage(config: Config): Promise<
    AsyncDisposable & {
      readonly people: People;
      readonly archive: Archive;
      readonly speechMoney: SpeechMoney;
    }
  >;
}

/** With mistakes in the settings there is nothing else to look at. */
export async function doctorChecks(
  file: string | null,
  parts: DoctorParts,
): Promise<readonly Check[]> {
  const { config, mistakes } = await readConfig(file);
  const settings: Check = {
    name: { ru: 'настройки', en: 'settings' },
    async run() {
      if (mistakes.length === 0) return [good(file ?? 'по умолчанию', file ?? 'built-in defaults')];
      return mistakes.map((one) => ({
        severity: 'error' as const,
        message: { ru: mistakeInWords(one, 'ru'), en: mistakeInWords(one, 'en') },
        remedy: null,
      }));
    },
  };
  if (config === null) return [settings];
  return [
    settings,
    portCheck('agi', config.agi),
    ...(config.http === null ? [] : [portCheck('http', config.http)]),
    databaseCheck(config, parts),
    eventTypesCheck(config.weights, () => parts.openStorage(config)),
    // English names have no cases.
    ...(config.language === 'ru'
      ? [namesCheck(config.phrases, rulesFrom(config).spokenName, () => parts.openStorage(config))]
      : []),
    speechCheck(config, {
      log: parts.log,
      now: () => new Date(),
      openMoney: () => parts.openStorage(config),
    }),
    soundsFolderCheck(config.voice.soundsDir),
    amiCheck(config, parts.log),
    ...config.crm.map(crmCheck),
    ...(config.crmMenu === null ? [] : [crmMenuCheck(config.crmMenu)]),
  ];
}

function databaseCheck(config: Config, parts: DoctorParts): Check {
  return {
    name: { ru: 'база', en: 'database' },
    async run() {
      await using storage = await parts.openStorage(config);
      const employees = storage.people.employees();
      const unknown = unknownNames(employees, config.people).map((name) =>
        bad(
          'warning',
          [`в people.yaml назван «${name}», а такого нет`, `people.yaml names "${name}": nobody`],
          ['Исправьте имя или уберите.', 'Correct the name, or remove it.'],
        ),
      );
      const reachable = employees.filter(
        ({ extension, dismissed }) => extension !== null && !dismissed,
      );
      if (reachable.length > 0)
        return [
          ...unknown,
          good(
            `открыта, сотрудников с телефоном: ${reachable.length}`,
            `open, employees with a telephone: ${reachable.length}`,
          ),
        ];
      return [
        ...unknown,
        bad(
          'warning',
          ['открыта, но сотрудников с телефоном нет', 'open, but no employee has a telephone'],
          [
            'загрузите их: telefonistka sync (из CRM) или telefonistka import ФАЙЛ',
            'take them in: telefonistka sync (from the CRM) or telefonistka import FILE',
          ],
        ),
      ];
    },
  };
}
