import { NO_CALIBRATION, type Calibration } from '#domain/learning/calibration.ts';
import { NO_EXPERIMENTS } from '#domain/learning/experiment.ts';
import type { Employee } from '#domain/people/employee.ts';
import { DEFAULT_PRESENCE_POLICY, type DeviceState } from '#domain/people/availability.ts';
import type { Tally } from '#domain/ranking/tally.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import type { Prompt } from '#domain/voice/phrases.ts';
import { OfferMemory } from '#adapters/memory/offers-made.ts';
import type { KnownCaller } from '#ports/callers.ts';
import { Failure } from '#ports/failure.ts';
import type { House, Rules } from '#ports/house.ts';
import type { VisitRecord } from '#ports/journal.ts';
import type { LogFields } from '#ports/log.ts';
import type { ReadyOption } from '#ports/ready-menus.ts';
import { employee, menuPolicy } from './people.ts';

export const NOW = new Date('2026-11-20T09:00:00Z');

/** Weights under which one fresh event counts 1 and nothing is known by default. */
export const weights: Weights = {
  version: 'test',
  prior: 1,
  companyPrior: 0.3,
  minGapMinutes: 60,
  maxFresh: 5,
  eventTypes: new Map([['call_answered', { weight: 1, halfLifeDays: 90, handled: true }]]),
};

/** So many fresh contacts between a client and an employee. */
export function contacts(employeeId: string, amount: number): Tally {
  const at = NOW.getTime() / 1000;
  return { employeeId, type: 'call_answered', amount, lastAt: at, countedAt: at };
}

export const staff: readonly Employee[] = [
  employee({ id: 'anna', extension: '34' }),
  employee({ id: 'pyotr', extension: '35', name: { first: 'Пётр', middle: '', last: 'Смирнов' } }),
  employee({ id: 'zoya', extension: '36', name: { first: 'Зоя', middle: '', last: 'Белых' } }),
];

export interface FakeHouse extends House {
  readonly visits: VisitRecord[];
  readonly lines: { fields: LogFields; text: string }[];
}

/**
 * A house in which only its edges are made up: the callers it knows, the phones' states, which speech is ready.
 * A prompt's text is its phrases and keys, so that a test reads what was said: `greeting menu_begin option:34`.
 */
export function fakeHouse(
  options: {
    known?: Readonly<Record<string, Partial<KnownCaller>>>;
    employees?: readonly Employee[];
    devices?: Readonly<Record<string, DeviceState>>;
    amiDown?: boolean;
    storeDown?: boolean;
    speechless?: (prompt: Prompt) => boolean;
    rules?: Partial<Rules>;
    /** Menus of the CRM's own making. */
    readyMenus?: Readonly<Record<string, readonly ReadyOption[]>>;
    /** By the version of the weights. */
    calibrations?: Readonly<Record<string, Calibration>>;
  } = {},
): FakeHouse {
  const employees = options.employees ?? staff;
  const visits: VisitRecord[] = [];
  const lines: FakeHouse['lines'] = [];
  const write = (fields: LogFields, text: string) => void lines.push({ fields, text });
  return {
    visits,
    lines,
    now: () => NOW,
    rules: () => ({
      weights,
      canary: null,
      experiments: NO_EXPERIMENTS,
      menu: menuPolicy(),
      presence: DEFAULT_PRESENCE_POLICY,
      shadow: false,
      asksCrmForMenus: false,
      roundsMax: 2,
      knownPriority: 5,
      isOpen: () => true,
      callerName: (current, known) => (current === '' ? known.clientName : null),
      spokenName: ({ id }) => ({ name: id }),
      ...options.rules,
    }),
    parseE164: (text) => (/^\+\d{11}$/.test(text) ? (text as `+${string}`) : null),
    spokenName: (name) => ({ name }),
    callers: {
      async recognise(number) {
        if (options.storeDown) throw new Failure('unavailable', 'the local copy cannot be read');
        const known = options.known?.[number];
        if (known === undefined) return null;
        return {
          clientId: 'c1',
          clientName: 'Иван',
          companyId: null,
          companyName: null,
          managerId: null,
          tallies: [],
          companyTallies: [],
          ...known,
        };
      },
      recogniseClient: async () => null,
      onRated: () => undefined,
      eventsOf: async () => [],
    },
    people: {
      employees: () => employees,
      byId: (id) => employees.find((one) => one.id === id),
      byExtension: (extension) => employees.find((one) => one.extension === extension),
      byNumber: (number) => employees.find((one) => one.numbers.includes(number)),
      popularity: () => [],
      onChange: () => undefined,
    },
    presence: {
      fresh: !options.amiDown,
      stateOf: (extension) => options.devices?.[extension] ?? 'not_inuse',
    },
    readyMenus: { menuFor: async (number) => options.readyMenus?.[number] ?? null },
    sounds: {
      async ready(prompt, signal) {
        if (signal?.aborted) return null;
        if (options.speechless?.(prompt)) return null;
        const text = prompt
          .map((part) => ('person' in part ? `${part.phrase}:${part.person.keys}` : part.phrase))
          .join(' ');
        return { path: '/sounds/x', durationMs: 1000, text };
      },
    },
    journal: {
      weighed: () => undefined,
      visited: (record) => void visits.push(record),
      ended: () => undefined,
      receiptOf: async () => null,
      callsOf: async () => [],
      recentClients: async () => [],
      forget: async () => 0,
      labelledCalls: async () => [],
      offeredCalls: async () => ({ calls: [], cutBeforeMs: null }),
    },
    offersMade: new OfferMemory(100),
    calibrationOf: (version) => options.calibrations?.[version] ?? NO_CALIBRATION,
    log: { debug: write, info: write, warn: write, error: write },
  };
}
