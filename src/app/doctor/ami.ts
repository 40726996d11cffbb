import { Failure } from '#ports/failure.ts';
import type { Log } from '#ports/log.ts';
import type { Check, Finding } from '../cli/house.ts';
import type { Config } from '../config/config.ts';
import { withAmi } from '../with-ami.ts';
import { bad, good } from './finding.ts';

const LIST_WITHIN_MS = 10_000;

/** What we ask for, and which right of manager.conf it needs. */
const NEEDS: readonly (readonly [action: string, right: string])[] = [
  ['DeviceStateList', 'read = call'],
  ['ExtensionStateList', 'read = call'],
  ['CoreShowChannels', 'read = system'],
  ['ShowDialPlan', 'read = config'],
];

/** The login, and each right that we need. */
export function amiCheck(config: Pick<Config, 'ami'>, log: Log): Check {
  return {
    name: { ru: 'AMI', en: 'AMI' },
    async run(): Promise<readonly Finding[]> {
      if (config.ami === null) return [SWITCHED_OFF];
      return withAmi(config, log, async (client) => {
        const findings: Finding[] = [];
        for (const [action, right] of NEEDS) {
          const why = await client
            .list(action, {}, { timeoutMs: LIST_WITHIN_MS })
            .then(() => null, refusal);
          if (why !== null) findings.push(lacks(action, right, why));
        }
        return findings.length > 0
          ? findings
          : [good('вход и права на месте', 'login and rights are in order')];
      });
    },
  };
}

function refusal(error: unknown): string {
  if (error instanceof Failure) return error.message;
  throw error;
}

function lacks(action: string, right: string, why: string): Finding {
  return bad(
    'error',
    [`${action} не разрешено: ${why}`, `${action} is not allowed: ${why}`],
    [
      `в manager.conf этому пользователю: ${right}, затем manager reload`,
      `in manager.conf for this user: ${right}, then manager reload`,
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
