import type { CallOutcome } from '#ports/journal.ts';

/** A call of three minutes, two of them with anna, and what else is known of it. */
export interface LabelCase {
  readonly name: string;
  readonly outcome?: Partial<CallOutcome>;
  /** Another visit, so many milliseconds after the end of the call; its own linkedid and number unless said. */
  readonly later?: readonly LaterVisit[];
  readonly label: string | null;
}

export interface LaterVisit {
  readonly afterEndMs: number;
  readonly linkedid?: string;
  readonly callerNumber?: string | null;
}

export const CASE_LINKEDID = '10.1';
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

const transferredTo = (employeeId: string | null, talkSeconds: number): Partial<CallOutcome> => ({
  transferred: true,
  afterTransfer: { employeeId, talkSeconds },
});

/** docs/ranking.md, section 9. Whoever says what the label of a call is holds all of these. */
export const LABEL_CASES: readonly LabelCase[] = [
  { name: 'two minutes', label: 'anna' },
  { name: 'half a minute', outcome: { talkSeconds: 30 }, label: 'anna' },
  { name: '29 seconds', outcome: { talkSeconds: 29 }, label: null },
  { name: 'nobody of ours', outcome: { employeeId: null }, label: null },
  {
    name: 'a transfer to anna, who talked for half a minute',
    outcome: transferredTo('anna', 30),
    label: 'anna',
  },
  {
    name: 'a transfer by anna to pyotr, who talked for 29 seconds',
    outcome: transferredTo('pyotr', 29),
    label: null,
  },
  {
    name: 'a transfer by anna to somebody whom we do not know',
    outcome: transferredTo(null, 600),
    label: null,
  },
  {
    name: 'a transfer by anna to a queue that nobody answered',
    outcome: { transferred: true, afterTransfer: null },
    label: null,
  },
  {
    name: 'a transfer of which it was not noted how it went on',
    outcome: { transferred: true },
    label: null,
  },
  { name: 'the same number at the very end', later: [{ afterEndMs: 0 }], label: null },
  { name: '… ten minutes later', later: [{ afterEndMs: 10 * MINUTE }], label: null },
  {
    name: '… more than ten minutes later',
    later: [{ afterEndMs: 10 * MINUTE + 1 }],
    label: 'anna',
  },
  { name: '… a second before the end', later: [{ afterEndMs: -SECOND }], label: 'anna' },
  {
    name: 'another number a minute later',
    later: [{ afterEndMs: MINUTE, callerNumber: '+79160000000' }],
    label: 'anna',
  },
  {
    name: 'a withheld number a minute later',
    later: [{ afterEndMs: MINUTE, callerNumber: null }],
    label: 'anna',
  },
  {
    name: 'a second visit of the same call, by a clock that is late',
    later: [{ afterEndMs: 0, linkedid: CASE_LINKEDID }],
    label: 'anna',
  },
  {
    name: 'a second line, begun before the end, that comes back to us after it',
    later: [
      { afterEndMs: -MINUTE, linkedid: '11.1' },
      { afterEndMs: MINUTE, linkedid: '11.1' },
    ],
    label: 'anna',
  },
];
