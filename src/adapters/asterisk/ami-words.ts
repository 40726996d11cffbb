import { DEVICE_STATES, type DeviceState } from '#domain/people/availability.ts';

const KNOWN: ReadonlySet<string> = new Set(DEVICE_STATES);

/** `NOT_INUSE`, as DeviceStateChange and DEVICE_STATE() say it; a word we do not know is `unknown`. */
export function deviceStateFromWord(word: string): DeviceState {
  const state = word.toLowerCase();
  return KNOWN.has(state) ? (state as DeviceState) : 'unknown';
}

/**
 * `Status` of an ExtensionStatus event: a set of bits (include/asterisk/pbx.h, ast_extension_states), negative when
 * the hint is gone. Asterisk folds UNKNOWN into idle and INVALID into unavailable on the way from device to extension.
 */
export function deviceStateFromExtensionStatus(status: string): DeviceState | 'removed' {
  if (!/^-?\d{1,3}$/.test(status)) return 'unknown';
  const bits = Number(status);
  if (bits < 0) return 'removed'; // -1 hint removed, -2 deactivated
  if (bits === 0) return 'not_inuse';
  const [inUse, busy, unavailable, ringing, onHold] = [1, 2, 4, 8, 16].map(
    (bit) => (bits & bit) > 0,
  );
  if (unavailable) return 'unavailable';
  if (busy) return 'busy';
  if (ringing) return inUse ? 'ringinuse' : 'ringing';
  // `InUse&Hold`: one of two calls is on hold, the person talks.
  if (inUse) return 'inuse';
  return onHold ? 'onhold' : 'unknown';
}

/** `PJSIP/34&Custom:DND34,CustomPresence:34` → the devices, without presence and without options (`Local/34@x/n`). */
export function devicesOfHint(hint: string): readonly string[] {
  const [devices = ''] = hint.split(',');
  return devices
    .split('&')
    .filter((device) => device !== '')
    .map((device) => device.replace(/^(Local\/.+)\/[a-z]+$/, '$1'));
}

/** `PJSIP/34-0000001a` → `PJSIP/34`; '' for a name of another form. */
export function deviceOfChannel(channel: string): string {
  return /^([^/]+\/.+)-[0-9a-f]+$/i.exec(channel)?.[1] ?? '';
}

/** A half of a Local channel, `Local/34@context-0000001a;1`. */
export interface LocalHalf {
  /** The name that both halves share. */
  readonly pair: string;
  /** `Local/34@context` */
  readonly device: string;
  readonly extension: string;
}

export function localHalf(channel: string): LocalHalf | null {
  const parts = /^((Local\/([^@;]+)@[^;]*)-[0-9a-f]+);[12]$/.exec(channel);
  const [, pair = '', device = '', extension = ''] = parts ?? [];
  return parts === null ? null : { pair, device, extension };
}
