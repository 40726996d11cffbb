/** Why a call goes to the sales queue; the words stand in logs, metrics and receipts. */
export type QueueReason =
  | 'withheld'
  | 'unreadable-number'
  | 'internal-caller'
  | 'closed'
  | 'shadow'
  | 'holdout'
  | 'asked-for-a-person'
  | 'no-input'
  | 'no-match'
  | 'nobody-answered'
  | 'employee-unavailable'
  | 'no-speech'
  | 'out-of-time'
  | 'our-failure';

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
