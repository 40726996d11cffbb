import type { DeviceState } from '#domain/people/availability.ts';
import type { Log } from '#ports/log.ts';
import type { Presence } from '#ports/presence.ts';
import type { AmiClient } from './ami-client.ts';
import { createListed } from './ami-listed.ts';
import { valueOf, type AmiMessage } from './ami-wire.ts';
import { deviceStateFromExtensionStatus, deviceStateFromWord, devicesOfHint } from './ami-words.ts';
import { DND_PREFIX, isDoNotDisturb } from './do-not-disturb.ts';

export interface PresenceOptions {
  readonly client: Pick<AmiClient, 'on' | 'onResync' | 'onLost' | 'list' | 'state'>;
  readonly log: Log;
  /** The dialplan context whose hints name the employees' telephones. FreePBX: `ext-local`. */
  readonly hintContext?: string;
  readonly relistEveryMs?: number;
}

export interface AmiPresence extends Presence {
  /** Extensions whose hint names this device. */
  extensionsOf(device: string): readonly string[];
}

interface Hint {
  readonly state: DeviceState;
  readonly devices: readonly string[];
}

/**
 * Who could answer, by extension, from the hints of one context: listens first, takes the lists, applies what
 * changes, and lists again every minute to heal what was missed. `fresh` is false from the moment the connection is
 * lost until the lists of the next one are in.
 *
 * Do-not-disturb (`Custom:DND34` in use) counts whatever the telephone says.
 */
export function createPresence(options: PresenceOptions): AmiPresence {
  const { client, log } = options;
  const context = options.hintContext ?? 'telefonistka-employees';
  const relistEveryMs = options.relistEveryMs ?? 60_000;
  const hints = createListed<Hint>();
  const devices = createListed<DeviceState>();
  let extensionsByDevice = new Map<string, string[]>();
  let isListed = false;
  let relistTimer: NodeJS.Timeout | undefined;

  client.on('ExtensionStatus', (event) => {
    if (valueOf(event, 'context') === context) hints.change(valueOf(event, 'exten'), hintOf(event));
  });
  client.on('DeviceStateChange', (event) => {
    devices.change(valueOf(event, 'device'), deviceStateFromWord(valueOf(event, 'state')));
  });

  async function listHints(): Promise<ReadonlyMap<string, Hint>> {
    const listed = new Map<string, Hint>();
    for (const item of await client.list('ExtensionStateList')) {
      const hint = hintOf(item);
      if (hint === null || valueOf(item, 'context') !== context) continue;
      listed.set(valueOf(item, 'exten'), hint);
    }
    return listed;
  }

  async function listDevices(): Promise<ReadonlyMap<string, DeviceState>> {
    const items = await client.list('DeviceStateList');
    return new Map(
      items.map((item) => [valueOf(item, 'device'), deviceStateFromWord(valueOf(item, 'state'))]),
    );
  }

  async function list(): Promise<void> {
    await hints.replace(listHints);
    await devices.replace(listDevices);
    extensionsByDevice = new Map();
    for (const [extension, hint] of hints.entries()) {
      for (const device of hint.devices) {
        extensionsByDevice.set(device, [...(extensionsByDevice.get(device) ?? []), extension]);
      }
    }
    isListed = true;
  }

  async function relist(): Promise<void> {
    try {
      await list();
    } catch (error) {
      // What changes is still told; only what was missed stays unhealed until the next time.
      log.warn({ err: error }, 'presence could not be listed again');
    }
    scheduleRelist();
  }

  function scheduleRelist(): void {
    clearTimeout(relistTimer);
    relistTimer = setTimeout(() => void relist(), relistEveryMs).unref();
  }

  client.onResync(async () => {
    await list();
    scheduleRelist();
  });
  client.onLost(() => {
    isListed = false;
    clearTimeout(relistTimer);
  });

  return {
    get fresh() {
      return isListed && client.state() === 'ready';
    },
    stateOf(extension) {
      if (isDoNotDisturb(devices.get(`${DND_PREFIX}${extension}`))) return 'dnd';
      const hint = hints.get(extension);
      return hint === undefined ? null : sharper(hint);
    },
    extensionsOf: (device) => extensionsByDevice.get(device) ?? [],
  };

  /** Asterisk calls an extension idle when its device is UNKNOWN, and unavailable when it is INVALID. */
  function sharper({ state, devices: all }: Hint): DeviceState {
    const phones = all.filter((device) => !device.startsWith(DND_PREFIX));
    if (phones.length === 0) return state;
    if (state === 'not_inuse' && phones.every(isUnknown)) return 'unknown';
    if (state === 'unavailable' && phones.every(isInvalid)) return 'invalid';
    return state;
  }

  function isUnknown(device: string): boolean {
    return devices.get(device) === 'unknown';
  }

  /** A Local channel registers nowhere: unavailable, it can only be INVALID; and then it stands in no list. */
  function isInvalid(device: string): boolean {
    return device.startsWith('Local/') || devices.get(device) === 'invalid';
  }
}

function hintOf(message: AmiMessage): Hint | null {
  const state = deviceStateFromExtensionStatus(valueOf(message, 'status'));
  if (state === 'removed') return null;
  return { state, devices: devicesOfHint(valueOf(message, 'hint')) };
}
