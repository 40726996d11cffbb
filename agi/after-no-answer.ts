import { callerFrom } from '#domain/call/caller.ts';
import { rankingFor } from '#domain/learning/arm.ts';
import { prospectsFrom } from '#domain/menu/outlook.ts';
import type { Destination } from '#domain/call/destination.ts';
import type { Employee } from '#domain/people/employee.ts';
import { runnersUp, type OfferedPerson } from '#domain/menu/plan.ts';
import { promptAfterNoAnswer, promptForPlan, spoken } from '#domain/menu/prompts.ts';
import type { CallSession } from '#ports/call-session.ts';
import type { House, Rules } from '#ports/house.ts';
import { ask, say } from './steps/ask.ts';
import { conclude } from './steps/conclude.ts';
import { menuFor } from './steps/menus.ts';
import type { Notes } from './steps/notes.ts';
import { visit } from './steps/visit.ts';
import { withPhones } from './steps/whom.ts';

/** The employee of the first visit did not answer: the next one, or the queue. */
export function afterNoAnswer(call: CallSession, house: House): Promise<void> {
  return visit('after-no-answer', call, house, (rules, notes) => decide(call, house, rules, notes));
}

async function decide(
  call: CallSession,
  house: House,
  rules: Rules,
  notes: Notes,
): Promise<Destination | null> {
  const missed = strikeThoseAt((await call.variable('TEL_EXT')) ?? '', call, house);
  if (missed === undefined) return { kind: 'queue', reason: 'nobody-answered' };

  const caller = callerFrom(call.visit.callerNumber, house.parseE164);
  if (caller.kind === 'external')
    notes.weightsVersion = rankingFor(caller.number, rules).weights.version;
  const others = await othersFor(call, house, rules, notes);
  notes.policy = others.length > 0 ? 'menu' : 'queue';
  notes.offered = others;
  const why = (await call.variable('TEL_DIALSTATUS')) === 'BUSY' ? 'busy' : 'no_answer';
  const apology = promptAfterNoAnswer(
    spoken({ employeeId: missed.id, keys: missed.extension ?? '' }, house.spokenName),
    why,
    others.map((person) => spoken(person, house.spokenName)),
  );
  if (others.length === 0) {
    const sound = await house.sounds.ready(apology, call.signal);
    const heard = sound === null ? null : await say(call, house, sound, '', notes);
    return heard?.kind === 'hangup' ? null : { kind: 'queue', reason: 'nobody-answered' };
  }
  const answer = await ask(
    call,
    house,
    menuFor(others, house, rules),
    (intro) =>
      intro === 'first'
        ? apology
        : promptForPlan({ kind: 'menu', people: others }, intro, false, house.spokenName),
    notes,
  );
  return conclude(answer, call, house, rules, notes);
}

/**
 * Notes that this telephone rang in vain, for everybody who has it; answers with the one whom the caller heard of, or
 * else with the one whose extension it is.
 */
function strikeThoseAt(
  extension: string,
  call: CallSession,
  house: Pick<House, 'people' | 'offersMade'>,
): Employee | undefined {
  const { linkedid } = call.visit;
  const prospects = new Set(house.offersMade.recall(linkedid).map(({ employeeId }) => employeeId));
  const there = house.people.employees().filter((one) => one.extension === extension);
  for (const { id } of there) house.offersMade.strike(linkedid, id);
  return there.find(({ id }) => prospects.has(id)) ?? house.people.byExtension(extension);
}

/** The dialplan rings no more people than that, whatever the settings say: a choice must not come to nothing. */
const RUNG_MAX = 3;

/** Whom of the first offer's prospects the caller has not tried, as far as they can be reached now. */
async function othersFor(
  call: CallSession,
  house: House,
  rules: Rules,
  notes: Notes,
): Promise<readonly OfferedPerson[]> {
  const round = Number((await call.variable('TEL_ROUND')) ?? Number.NaN);
  if (!(round <= rules.roundsMax && round < RUNG_MAX)) return [];
  const remembered = house.offersMade.recall(call.visit.linkedid);
  const prospects = remembered.map(({ tried, ...prospect }) => ({
    ...prospect,
    notOffered: tried ? ('already-tried' as const) : null,
  }));
  const standing = prospectsFrom(prospects, house.people, house.now());
  const seen = await withPhones(standing, rules, call, house);
  notes.candidates = seen.map(({ employee, probability, notOffered, phone }) => {
    // What these are made of stands in the first visit.
    return { employeeId: employee.id, probability, scores: {}, notOffered, phone };
  });
  return runnersUp(seen, rules.menu);
}
