import type { StorageHealth } from '#adapters/storage/open-storage.ts';
import type { HealthPart } from './http/house.ts';
import type { SyncState } from './crm/sync.ts';
import type { Parts } from './parts.ts';

/** How each part of the house is, for `/health`. */
export function healthOf({
  storage,
  agi,
  ami,
  sounds,
  config,
  sync,
}: Parts): readonly HealthPart[] {
  return [
    storageHealth(storage),
    agiHealth(agi, config),
    amiHealth(ami),
    soundsHealth(sounds),
    crmHealth(sync.states()),
  ].filter((part) => part !== null);
}

function storageHealth(storage: Parts['storage']): HealthPart {
  const base = { name: 'storage', isNeeded: true } as const;
  if (storage === null)
    return { ...base, ok: false, ageSeconds: null, detail: 'not opened: calls go to the queue' };
  const { engine, readable, inPlace, journalQueued, journalDropped, copy } = storage.health();
  const age = copy?.ageMs ?? null;
  const parts = [
    engine,
    ...(inPlace ? [] : ['its file was taken away: restart']),
    ...(copy === null
      ? []
      : [isInStep(copy) ? 'copy in step' : 'database away, calls use the copy']),
    `journal ${journalQueued} queued, ${journalDropped} dropped`,
  ];
  return {
    ...base,
    ok: readable && inPlace,
    ageSeconds: age === null ? null : Math.round(age / 1000),
    detail: parts.join('; '),
  };
}

/** It is looked at every 15 seconds; a database that hangs does not say that it does. */
const IN_STEP_MS = 20_000;

function isInStep({ connected, ageMs }: NonNullable<StorageHealth['copy']>): boolean {
  return connected && ageMs !== null && ageMs < IN_STEP_MS;
}

function agiHealth(agi: Parts['agi'], config: Parts['config']): HealthPart {
  const running = agi?.visitsRunning() ?? 0;
  return {
    name: 'agi',
    isNeeded: true,
    ok: agi !== null && running < config.agi.visitsMax,
    ageSeconds: null,
    detail: `${running} of ${config.agi.visitsMax} visits`,
  };
}

function amiHealth(ami: Parts['ami']): HealthPart | null {
  if (ami === null) return null;
  const state = ami.client.state();
  // No call depends on it: presence is asked on the calls' own wire meanwhile.
  return { name: 'ami', isNeeded: false, ok: state === 'ready', ageSeconds: null, detail: state };
}

/** No call needs it: calls go by what is known, which grows old. */
function crmHealth(states: readonly SyncState[]): HealthPart | null {
  if (states.length === 0) return null;
  const ages = states.map(({ ageMs }) => ageMs);
  const oldest = ages.includes(null) ? null : Math.max(...ages.map(Number));
  return {
    name: 'crm',
    isNeeded: false,
    ok: states.every(({ isStale }) => !isStale),
    ageSeconds: oldest === null ? null : Math.round(oldest / 1000),
    detail: states.map(sourceInWords).join('; '),
  };
}

function sourceInWords({ name, ageMs, share, trouble }: SyncState): string {
  const age = ageMs === null ? 'never read' : `read ${Math.round(ageMs / 60_000)} min ago`;
  const progress = share === null ? '' : `, ${Math.round(share * 100)} % of a reading done`;
  return `${name}: ${age}${progress}${trouble === null ? '' : ', in trouble'}`;
}

function soundsHealth(sounds: Parts['sounds']): HealthPart {
  const { fragments, menus, missed, writable } = sounds.stats();
  return {
    name: 'sounds',
    isNeeded: false,
    ok: writable,
    ageSeconds: null,
    detail: `${fragments} fragments, ${menus} menus, ${missed} prompts missed`,
  };
}
