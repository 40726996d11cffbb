import { plannedOutlook } from '#domain/menu/outlook.ts';
import { promptForPlan } from '#domain/menu/prompts.ts';
import type { Prompt } from '#domain/voice/phrases.ts';
import type { KnownCaller } from '#ports/callers.ts';
import type { House } from '#ports/house.ts';

type LikelyMenusHouse = Pick<
  House,
  'now' | 'rules' | 'calibrationOf' | 'callers' | 'people' | 'journal' | 'spokenName'
>;

/**
 * What the clients who are likely to call next would hear now: those whose rating has just changed, then those who
 * called last; at most `limit` prompts. A guess, for it looks at no telephone: a menu that is guessed wrong is glued
 * in the call. Fails with `unavailable`.
 */
export async function likelyMenus(
  house: LikelyMenusHouse,
  ratedClientIds: readonly string[],
  limit: number,
): Promise<readonly Prompt[]> {
  const clientIds = new Set([...ratedClientIds, ...(await house.journal.recentClients(limit))]);
  const prompts: Prompt[] = [];
  for (const clientId of clientIds) {
    if (prompts.length >= limit) break;
    prompts.push(...menuFor(await house.callers.recogniseClient(clientId), house));
  }
  return prompts;
}

/** None for a client who would hear the default menu: that exists anyway. */
function menuFor(known: KnownCaller | null, house: LikelyMenusHouse): readonly Prompt[] {
  if (known === null) return [];
  const { weights, menu } = house.rules();
  // By the usual ranking, and in its order: who meets the canary, or a swap, hears a menu that is glued in the call.
  const calibration = house.calibrationOf(weights.version);
  const rules = { weights, menu, calibration };
  const { plan } = plannedOutlook(known, house.people, rules, house.now());
  return plan.kind === 'default' ? [] : [promptForPlan(plan, 'first', true, house.spokenName)];
}
