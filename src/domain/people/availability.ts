import { absenceAt, type Employee } from './employee.ts';

/** What Asterisk says of a device (DEVICE_STATE), in its own words, lower case. */
export const DEVICE_STATES = [
  'not_inuse',
  'inuse',
  'ringinuse',
  'busy',
  'ringing',
  'onhold',
  'unavailable',
  'invalid',
  'unknown',
  'dnd', // not a device state of Asterisk's own: do-not-disturb, from AstDB or a custom device
] as const;
export type DeviceState = (typeof DEVICE_STATES)[number];

/** What the administrator wants done with a person whose device is in that state. */
export type PresencePolicy = Readonly<Record<DeviceState, 'offer' | 'skip'>>;

/** asterisk.md, section 4: nobody who cannot answer is spoken of. */
export const DEFAULT_PRESENCE_POLICY: PresencePolicy = {
  not_inuse: 'offer',
  inuse: 'skip',
  ringinuse: 'skip',
  busy: 'skip',
  ringing: 'skip',
  onhold: 'skip',
  unavailable: 'skip',
  invalid: 'skip',
  unknown: 'offer',
  dnd: 'skip',
};

/** Why a person is not offered now; the words stand in receipts. */
export type NotOffered =
  | 'dismissed'
  | 'technical'
  | 'not-allowed'
  | 'no-extension'
  | 'absent'
  | 'already-tried'
  /** The dialplan does not know the extension: nothing could be rung. */
  | 'no-hint'
  | `device-${DeviceState}`;

/** Why this person cannot be offered whatever the phone says, or null. Filters act at read time (ranking.md, 6.4). */
export function standingObstacle(employee: Employee, nowMs: number): NotOffered | null {
  if (employee.dismissed) return 'dismissed';
  if (employee.technical) return 'technical';
  if (!employee.allowed) return 'not-allowed';
  if (employee.extension === null) return 'no-extension';
  if (absenceAt(employee, nowMs) !== undefined) return 'absent';
  return null;
}

/** Why this person's phone keeps us from offering them, or null. External people have no device to ask. */
export function deviceObstacle(
  employee: Employee,
  state: DeviceState,
  policy: PresencePolicy,
): NotOffered | null {
  if (employee.external && (state === 'invalid' || state === 'unknown')) return null;
  return policy[state] === 'offer' ? null : `device-${state}`;
}
