import { callerNameFor } from '#domain/call/caller-name.ts';
import { openingHours } from '#domain/call/hours.ts';
import { declineByRules, genderOfFirstName } from '#adapters/names/lvovich.ts';
import type { Employee } from '#domain/people/employee.ts';
import { casesAsked, type SpokenName } from '#domain/voice/phrases.ts';
import { spokenName, type Naming } from '#domain/voice/spoken-name.ts';
import type { Rules } from '#ports/house.ts';
import type { Config } from './config/config.ts';

/** What of the settings a visit goes by. Made once for each change of the settings, not for each call. */
export function rulesFrom(config: Config): Rules {
  const { weights, canary, learning, menu, presence, shadow, callerName, office } = config;
  const naming: Naming = {
    language: config.language,
    lexicon: config.names,
    decline: declineByRules,
    genderOfFirst: genderOfFirstName,
    cases: casesAsked(config.phrases),
  };
  // People are a snapshot: the same object is the same person with the same name.
  const names = new WeakMap<Employee, SpokenName>();
  return {
    weights,
    canary,
    experiments: { holdoutShare: learning.holdoutShare, swapShare: learning.swapShare },
    menu,
    presence,
    shadow,
    asksCrmForMenus: config.crmMenu !== null,
    roundsMax: menu.roundsMax,
    knownPriority: menu.knownPriority,
    isOpen: openingHours(office.hours),
    callerName: (current, known) => callerNameFor(current, known, callerName),
    spokenName: (employee) => {
      const known = names.get(employee) ?? spokenName(employee, naming);
      names.set(employee, known);
      return known;
    },
  };
}
