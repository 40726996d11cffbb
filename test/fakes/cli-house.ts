import { NO_CALIBRATION, type Calibration } from '#domain/learning/calibration.ts';
import type { CliHouse, Records } from '#app/cli/house.ts';
import type { Archive } from '#ports/archive.ts';
import { Failure } from '#ports/failure.ts';
import type { Callers } from '#ports/callers.ts';
import type { Rules } from '#ports/house.ts';
import type { CallReceipt, Journal, OfferedCall } from '#ports/journal.ts';
import type { PastEvent } from '#domain/ranking/tally.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import { secondsFrom } from '#adapters/crm/time-text.ts';
import { parseE164 } from '#adapters/phone/e164.ts';
import { explainer } from '#pipeline/explain.ts';
import { FakeArchive, type LoggedEvent } from './fake-archive.ts';
import { fakeHouse, NOW, weights } from './house.ts';
import { menuPolicy } from './people.ts';

export interface FakeRecords {
  readonly known?: Parameters<typeof fakeHouse>[0] extends infer Options
    ? Options extends { known?: infer Known }
      ? Known
      : never
    : never;
  readonly events?: readonly PastEvent[];
  /** What `explain` looks back into. */
  readonly log?: readonly LoggedEvent[];
  readonly versions?: readonly Weights[];
  readonly receipts?: readonly CallReceipt[];
  readonly offeredCalls?: readonly OfferedCall[];
  /** Of the calls asked for, those before then are left out. */
  readonly cutBeforeMs?: number;
  readonly canary?: Records['canary'];
  readonly rules?: Partial<Rules>;
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
    sync: unasked('sync'),
    readHistory: unasked('readHistory'),
    readPast: unasked('readPast'),
    secondsFrom: async (text) => secondsFrom(text, 'UTC'),
    readRanking: unasked('readRanking'),
    editedRanking: unasked('editedRanking'),
    keepProposal: unasked('keepProposal'),
    setSwitch: unasked('setSwitch'),
    say: unasked('say'),
    warm: unasked('warm'),
    voice: {
      list: unasked('voice.list'),
      play: unasked('voice.play'),
      remake: unasked('voice.remake'),
      compare: unasked('voice.compare'),
    },
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

/** Three hours ahead of UTC all year. */
const ZONE = 'Europe/Moscow';

function recordsOf(
  {
    known = {},
    events = [],
    receipts = [],
    offeredCalls = [],
    cutBeforeMs,
    canary = null,
    rules = {},
    calibrations = {},
    log,
    versions,
  }: FakeRecords,
  close: () => void,
): Records {
  const house = fakeHouse({ known, rules });
  let isOpen = true;
  /** As the real one: whoever asks on after the verb has closed it gets no answer. */
  async function whileOpen<T>(answer: T | Promise<T>): Promise<T> {
    if (!isOpen) throw new Failure('unavailable', 'the records are closed');
    return answer;
  }
  const callers: Callers = { ...house.callers, eventsOf: () => whileOpen(events) };
  const journal: Journal = {
    ...house.journal,
    receiptOf: (linkedid) => whileOpen(receipts.find((one) => one.linkedid === linkedid) ?? null),
    callsOf: (_, limit) => whileOpen(receipts.map(({ linkedid }) => linkedid).slice(0, limit)),
    offeredCalls: (sinceMs) =>
      whileOpen({
        calls: offeredCalls.filter(
          ({ startedAtMs }) => startedAtMs >= Math.max(sinceMs, cutBeforeMs ?? sinceMs),
        ),
        cutBeforeMs: cutBeforeMs ?? null,
      }),
  };
  const calibrationOf = (version: string) => whileOpen(calibrations[version] ?? NO_CALIBRATION);
  const kept = new FakeArchive(log, versions);
  const archive: Pick<Archive, 'pastOf' | 'weightsOf'> = {
    pastOf: (question) => whileOpen(kept.pastOf(question)),
    weightsOf: (version) => whileOpen(kept.weightsOf(version)),
  };
  return {
    callers,
    people: house.people,
    journal,
    explaining: explainer({
      ...house,
      rules: () => ({ ...house.rules(), canary }),
      callers,
      journal,
      archive,
      calibrationOf,
    }),
    zone: ZONE,
    momentFrom: (text) => secondsFrom(text, ZONE),
    weights,
    canary,
    shadow: house.rules().shadow,
    asksCrmForMenus: house.rules().asksCrmForMenus,
    calibrationOf,
    menu: menuPolicy(),
    parseE164: (text) => parseE164(text, 'RU'),
    async [Symbol.asyncDispose]() {
      isOpen = false;
      close();
    },
  };
}
