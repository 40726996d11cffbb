import { NO_CALIBRATION, type Calibration } from '#domain/learning/calibration.ts';
import type { CliHouse, Records } from '#app/cli/house.ts';
import type { OfferedCall } from '#ports/journal.ts';
import type { CallReceipt } from '#ports/journal.ts';
import type { PastEvent } from '#domain/ranking/tally.ts';
import { parseE164 } from '#adapters/phone/e164.ts';
import { fakeHouse, NOW, weights } from './house.ts';
import { menuPolicy } from './people.ts';

export interface FakeRecords {
  readonly known?: Parameters<typeof fakeHouse>[0] extends infer Options
    ? Options extends { known?: infer Known }
      ? Known
      : never
    : never;
  readonly events?: readonly PastEvent[];
  readonly receipts?: readonly CallReceipt[];
  readonly offeredCalls?: readonly OfferedCall[];
  readonly canary?: Records['canary'];
  /** By the version of the weights. */
  readonly calibrations?: Readonly<Record<string, Calibration>>;
}

/** A house for verbs: records that a test fills, and everything else as the test says it; what it does not say fails. */
export function fakeCliHouse(
  records: FakeRecords = {},
  rest: Partial<CliHouse> = {},
): CliHouse & { closed: () => number } {
  let closed = 0;
  const unasked = (what: string) => () => Promise.reject(new Error(`nobody expected ${what}`));
  return {
    closed: () => closed,
    now: () => NOW,
    serve: unasked('serve'),
    checkSettings: unasked('checkSettings'),
    openRecords: async () => recordsOf(records, () => (closed += 1)),
    importFile: unasked('importFile'),
    readHistory: unasked('readHistory'),
    readRanking: unasked('readRanking'),
    editedRanking: unasked('editedRanking'),
    keepProposal: unasked('keepProposal'),
    setSwitch: unasked('setSwitch'),
    say: unasked('say'),
    warm: unasked('warm'),
    callByKeyboard: unasked('callByKeyboard'),
    checks: async () => [],
    loadedDialplan: unasked('loadedDialplan'),
    dialplanExpectation: async () => ({
      node: '127.0.0.1:4573',
      hintContext: 'telefonistka-employees',
    }),
    ...rest,
  };
}

function recordsOf(
  {
    known = {},
    events = [],
    receipts = [],
    offeredCalls = [],
    canary = null,
    calibrations = {},
  }: FakeRecords,
  close: () => void,
): Records {
  const house = fakeHouse({ known });
  return {
    callers: {
      ...house.callers,
      eventsOf: async () => events,
    },
    people: house.people,
    journal: {
      ...house.journal,
      receiptOf: async (linkedid) => receipts.find((one) => one.linkedid === linkedid) ?? null,
      callsOf: async (_, limit) => receipts.map(({ linkedid }) => linkedid).slice(0, limit),
      offeredCalls: async (sinceMs) =>
        offeredCalls.filter(({ startedAtMs }) => startedAtMs >= sinceMs),
    },
    weights,
    canary,
    calibrationOf: async (version) => calibrations[version] ?? NO_CALIBRATION,
    menu: menuPolicy(),
    parseE164: (text) => parseE164(text, 'RU'),
    async [Symbol.asyncDispose]() {
      close();
    },
  };
}
