import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import type { Check, Finding } from '../cli/house.ts';
import type { Config } from '../config/config.ts';
import { withAmi } from '../with-ami.ts';
import { bad, good } from './finding.ts';

const LIST_WITHIN_MS = 10_000;

/** What we ask for, and the module that answers. The right for all of it is `write = reporting`. */
const NEEDS: readonly (readonly [action: string, module: string])[] = [
  ['DeviceStateList', 'res_manager_devicestate.so'],
  ['ExtensionStateList', 'manager.so'],
  ['DBGet', 'manager.so'],
  ['ShowDialPlan', 'pbx_config.so'],
];

/** The kill switch, which need not be set. */
const ABOUT: Readonly<Record<string, Record<string, string>>> = {
  DBGet: { Family: 'telefonistka', Key: 'off' },
};

/** The login, and each right that we need. */
export function amiCheck(config: Pick<Config, 'ami'>, log: Log): Check {
  return {
    name: { ru: 'AMI', en: 'AMI' },
    async run(): Promise<readonly Finding[]> {
      if (config.ami === null) return [SWITCHED_OFF];
      return withAmi(config, log, async (client) => {
        const findings: Finding[] = [];
        for (const [action, module] of NEEDS) {
          const why = await client
            .list(action, ABOUT[action] ?? {}, { timeoutMs: LIST_WITHIN_MS })
            .then(() => null, refusal);
          if (why !== null) findings.push(lacks(action, module, why));
        }
        return findings.length > 0
          ? findings
          : [good('вход и права на месте', 'login and rights are in order')];
      });
    },
  };
}

function refusal(error: unknown): string | null {
  if (error instanceof Failure) return error.code === 'not-found' ? null : error.message;
  throw error;
}

function lacks(action: string, module: string, why: string): Finding {
  if (/unknown command/i.test(why))
    return bad(
      'error',
      [`${action} Asterisk не знает`, `Asterisk does not know ${action}`],
      [
        `загрузите модуль: module load ${module}, и впишите его в modules.conf`,
        `load the module: module load ${module}, and write it into modules.conf`,
      ],
    );
  return bad(
    'error',
    [`${action} не разрешено: ${why}`, `${action} is not allowed: ${why}`],
    [
      `в manager.conf этому пользователю: write = reporting, затем manager reload`,
      `in manager.conf for this user: write = reporting, then manager reload`,
    ],
  );
}

const SWITCHED_OFF = bad(
  'warning',
  [
    'выключен: занятость спрашиваем при каждом звонке, исходов не знаем',
    'off: presence is asked call by call, and outcomes are not known',
  ],
  ['включите в настройках: ami.enabled', 'enable it in the settings: ami.enabled'],
);
