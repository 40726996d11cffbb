import type { DemoCompany } from '#scripts/demo-company.ts';
import type { KeyPresses } from '#test/bed/city-call.ts';
import type { PhoneBehaviour } from '#test/bed/city.ts';
import type { Line } from './cast.ts';

/** One call of the demo, and what must come of it: judge.ts compares. */
export interface Scene {
  readonly name: string;
  readonly title: { readonly ru: string; readonly en: string };
  readonly caller: string;
  readonly keys: readonly KeyPresses[];
  /** What telephones do that do not simply answer. */
  readonly phones?: Readonly<Record<string, PhoneBehaviour>>;
  /** Kill the service so long after the first prompt began. */
  readonly killAfterMs?: number;
  readonly expects: {
    /** Extensions of the first menu, in order; empty: the default menu, or none at all. */
    readonly offered: readonly string[];
    /** Every prompt, in order, down to its sentences; empty: nothing is said. */
    readonly says: readonly (readonly Line[])[];
    /** The extension of the employee, or the queue. */
    readonly reaches: { readonly employee: string } | 'queue';
  };
}

/** Scenes of one lane follow each other; lanes are played side by side, and use no telephone of another's. */
export interface Program {
  readonly lanes: readonly (readonly Scene[])[];
  /** Afterwards, one by one: these kill the service. */
  readonly finale: readonly Scene[];
}

/** Into the menu, while it still speaks. */
const DURING_MENU = { afterAudioMs: 5_000 };
const RINGS: PhoneBehaviour = { kind: 'ring' };

function menu(...extensions: readonly string[]): readonly Line[] {
  return ['menu_begin', ...extensions.map((one) => ['option', one] as const), 'menu_end'];
}

export function program({ scenarios }: DemoCompany): Program {
  const known: Scene = {
    name: 'known-client',
    title: {
      ru: 'Знакомый клиент слышит своих людей и набирает добавочный',
      en: 'A known client hears his people and keys an extension',
    },
    caller: scenarios.known.number,
    keys: [{ digits: '35', ...DURING_MENU }],
    expects: {
      offered: ['34', '35', '36'],
      says: [['greeting', ...menu('34', '35', '36')]],
      reaches: { employee: '35' },
    },
  };
  return {
    lanes: [
      [
        known,
        {
          name: 'no-answer',
          title: {
            ru: 'Выбранный сотрудник не отвечает: звонящему предлагают следующего',
            en: 'The chosen one does not answer: the caller hears of the next',
          },
          caller: scenarios.known.number,
          keys: [
            { digits: '34', ...DURING_MENU },
            { digits: '36', afterMs: 14_000 },
          ],
          phones: { 34: RINGS },
          expects: {
            offered: ['34', '35', '36'],
            says: [
              ['greeting', ...menu('34', '35', '36')],
              [['no_answer', '34'], ...menu('35', '36')],
            ],
            reaches: { employee: '36' },
          },
        },
      ],
      [
        {
          name: 'silent',
          title: {
            ru: 'Звонящий молчит: меню, один повтор, очередь продаж',
            en: 'The caller is silent: the menu, one repeat, the sales queue',
          },
          caller: scenarios.withoutHistory.number,
          keys: [],
          expects: {
            offered: [],
            says: [['greeting', 'default_menu'], ['no_input', 'default_menu'], ['to_queue']],
            reaches: 'queue',
          },
        },
      ],
      [
        {
          name: 'favourite-absent',
          title: {
            ru: 'Любимый менеджер в отпуске: предлагают следующих',
            en: 'The favourite is on leave: the next ones are offered',
          },
          caller: scenarios.favouriteAbsent.number,
          keys: [{ digits: '116', ...DURING_MENU }],
          expects: {
            offered: ['116', '115'],
            says: [['greeting', ...menu('116', '115')]],
            reaches: { employee: '116' },
          },
        },
        {
          name: 'withheld',
          title: {
            ru: 'Номер скрыт: очередь продаж сразу',
            en: 'A withheld number: the sales queue at once',
          },
          caller: 'anonymous',
          keys: [],
          expects: { offered: [], says: [], reaches: 'queue' },
        },
      ],
      [
        {
          name: 'unknown',
          title: {
            ru: 'Незнакомый номер слышит общее меню и знает добавочный',
            en: 'A stranger hears the default menu and knows an extension',
          },
          caller: scenarios.stranger.number,
          keys: [{ digits: '303', ...DURING_MENU }],
          expects: {
            offered: [],
            says: [['greeting', 'default_menu']],
            reaches: { employee: '303' },
          },
        },
        {
          name: 'wrong-keys',
          title: {
            ru: 'Звонящий трижды ошибается: очередь продаж',
            en: 'The caller keys wrongly three times: the sales queue',
          },
          caller: scenarios.favouriteDismissed.number,
          keys: [
            { digits: '9', afterAudioMs: 1_500 },
            { digits: '8', afterMs: 3_000 },
            { digits: '9', afterMs: 3_000 },
          ],
          expects: {
            offered: ['35', '115'],
            says: [
              ['greeting', ...menu('35', '115')],
              ['no_match', ...menu('35', '115')],
              ['no_match', ...menu('35', '115')],
              ['to_queue'],
            ],
            reaches: 'queue',
          },
        },
      ],
    ],
    finale: [
      {
        name: 'killed',
        title: {
          ru: 'Служба убита (SIGKILL) посреди фразы: очередь продаж',
          en: 'The service is killed (SIGKILL) in mid prompt: the sales queue',
        },
        caller: scenarios.known.number,
        keys: [],
        killAfterMs: 2_000,
        expects: {
          offered: ['34', '35', '36'],
          says: [['greeting', ...menu('34', '35', '36')]],
          reaches: 'queue',
        },
      },
    ],
  };
}
