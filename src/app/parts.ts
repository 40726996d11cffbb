import type { AgiServer } from '#adapters/asterisk/agi-server.ts';
import type { SoundsHouse } from '#adapters/sounds/sounds.ts';
import type { Storage } from '#adapters/storage/open-storage.ts';
import type { House, Rules } from '#ports/house.ts';
import type { Log } from '#ports/log.ts';
import type { AmiSide } from './compose.ts';
import type { Sync } from './crm/sync.ts';
import type { Config } from './config/config.ts';
import type { Metrics } from './metrics.ts';

/** The parts that come and go while we run. */
export interface Parts {
  readonly config: Config;
  readonly rules: () => Rules;
  readonly calibrationOf: House['calibrationOf'];
  readonly sounds: SoundsHouse;
  readonly metrics: Metrics;
  readonly storage: Storage | null;
  readonly agi: AgiServer | null;
  readonly ami: AmiSide | null;
  readonly sync: Pick<Sync, 'states' | 'poke'>;
  readonly log: Log;
}
