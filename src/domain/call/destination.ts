/** Why we send a call to the sales queue; the words stand in logs, metrics and receipts. */
const QUEUE_REASONS = [
  'withheld',
  'unreadable-number',
  'closed',
  'shadow',
  'asked-for-a-person',
  'no-input',
  'no-match',
  'nobody-answered',
  'no-speech',
  'out-of-time',
  'our-failure',
] as const;
export type QueueReason = (typeof QUEUE_REASONS)[number];

/** Why the dialplan does so without us (it sets TEL_REASON to these). */
const REASONS_OF_THE_DIALPLAN = [
  'switched-off',
  'no-service',
  'lease-expired',
  'no-such-extension',
] as const;

/** Why a call went to the queue, as the dialplan tells it; `other` for a word that nobody knows. */
export type FallbackReason = QueueReason | (typeof REASONS_OF_THE_DIALPLAN)[number] | 'other';

const KNOWN: ReadonlySet<string> = new Set([...QUEUE_REASONS, ...REASONS_OF_THE_DIALPLAN]);

export function fallbackReason(word: string): FallbackReason {
  return KNOWN.has(word) ? (word as FallbackReason) : 'other';
}

/** Where the dialplan sends the caller next. The fallback is the queue. */
export type Destination =
  | {
      readonly kind: 'employee';
      readonly employeeId: string;
      /** Digits only. */
      readonly extension: string;
      readonly ringSeconds: number;
    }
  | { readonly kind: 'queue'; readonly reason: QueueReason };
