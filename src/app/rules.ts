import { callerNameFor } from '#domain/call/caller-name.ts';
import { openingHours } from '#domain/call/hours.ts';
import type { Rules } from '#ports/house.ts';
import type { Config } from './config/config.ts';

/** What of the settings a visit goes by. Made once for each change of the settings, not for each call. */
export function rulesFrom(config: Config): Rules {
  const { weights, canary, learning, menu, presence, shadow, callerName, office } = config;
  return {
    weights,
    canary,
    experiments: { holdoutShare: learning.holdoutShare, swapShare: learning.swapShare },
    menu,
    presence,
    shadow,
    roundsMax: menu.roundsMax,
    knownPriority: menu.knownPriority,
    isOpen: openingHours(office.hours),
    callerName: (current, known) => callerNameFor(current, known, callerName),
  };
}
