import type { DeviceState } from '#domain/people/availability.ts';

/** Who could answer a phone right now, as told by Asterisk. A hint kept in memory; never fails. */
export interface Presence {
  /** False while the connection to Asterisk is down: ask on the call's own wire instead. */
  readonly fresh: boolean;
  /** Null when this extension was never heard of. */
  stateOf(extension: string): DeviceState | null;
}
