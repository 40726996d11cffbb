import { callerFrom, type E164 } from '#domain/call/caller.ts';
import type { Destination } from '#domain/call/destination.ts';
import { rankingFor } from '#domain/learning/arm.ts';
import { drawnPlan, NO_EXPERIMENTS } from '#domain/learning/experiment.ts';
import { plannedOffer } from '#domain/menu/outlook.ts';
import { peopleOf, type Plan } from '#domain/menu/plan.ts';
import type { Intro } from '#domain/menu/menu.ts';
import { inOurWords } from '#domain/menu/ready.ts';
import { promptForPlan } from '#domain/menu/prompts.ts';
import type { CallSession } from '#ports/call-session.ts';
import type { KnownCaller } from '#ports/callers.ts';
import type { House, Rules } from '#ports/house.ts';
import { ask, type Answer } from './steps/ask.ts';
import { conclude } from './steps/conclude.ts';
import { employeeTarget, menuFor } from './steps/menus.ts';
import type { Notes } from './steps/notes.ts';
import { readyPlan } from './steps/ready.ts';
import { visit } from './steps/visit.ts';
import { journalled, prospectsOf, recognise } from './steps/whom.ts';

/** A caller arrives: recognise, rank, offer, route. */
export function personalIvr(call: CallSession, house: House): Promise<void> {
  return visit('personal-ivr', call, house, (rules, notes) => decide(call, house, rules, notes));
}

async function decide(
  call: CallSession,
  house: House,
  rules: Rules,
  notes: Notes,
): Promise<Destination | null> {
  const caller = callerFrom(call.visit.callerNumber, house.parseE164);
  if (caller.kind === 'withheld') return { kind: 'queue', reason: 'withheld' };
  if (caller.kind === 'unreadable') return { kind: 'queue', reason: 'unreadable-number' };

  const plan =
    caller.kind === 'external'
      ? await planFor(caller.number, call, house, rules, notes)
      : DEFAULT_MENU;
  noteOffer(plan, notes);
  notes.decidedAt = performance.now();
  const extensions = notes.offered.map(({ extension }) => extension);
  house.log.info(
    { linkedid: call.visit.linkedid, policy: plan.kind, offered: extensions },
    'offer decided',
  );
  // Known all the same: his name on the phones, his place in the queue, the journal.
  if (!rules.isOpen(house.now())) return { kind: 'queue', reason: 'closed' };
  if (rules.shadow) return { kind: 'queue', reason: 'shadow' };

  const answer = await offer(plan, call, house, rules, notes);
  return conclude(answer, call, house, rules, notes);
}

/** Whom we would offer to this number; strangers, and callers we know too little of, get the default menu. */
async function planFor(
  number: E164,
  call: CallSession,
  house: House,
  rules: Rules,
  notes: Notes,
): Promise<Plan> {
  notes.callerNumber = number;
  // A colleague who calls from outside is no client, whatever the CRM has under that number.
  if (house.people.byNumber(number) !== undefined) return DEFAULT_MENU;
  // Asked first, for it may take a moment; a caller whom we do not know may have one as well.
  const asked = house.readyMenus.menuFor(number, call.signal);
  const known = await recognise(number, call, house);
  if (known !== null) await greetByName(known, call, rules, notes);
  const ready = await asked;
  if (ready !== null) return readyPlan(ready, call, house, rules, notes);
  return known === null ? DEFAULT_MENU : rankedPlan(number, known, call, house, rules, notes);
}

async function greetByName(
  known: KnownCaller,
  call: CallSession,
  rules: Rules,
  notes: Notes,
): Promise<void> {
  notes.clientId = known.clientId;
  notes.companyId = known.companyId;
  const name = rules.shadow ? null : rules.callerName(call.visit.callerName, known);
  if (name !== null) await call.nameCaller(name);
}

async function rankedPlan(
  number: E164,
  known: KnownCaller,
  call: CallSession,
  house: House,
  rules: Rules,
  notes: Notes,
): Promise<Plan> {
  const { arm, weights } = rankingFor(number, rules);
  notes.weightsVersion = weights.version;
  const found = await prospectsOf(known, weights, rules, call, house);
  const calibration = house.calibrationOf(weights.version);
  const offered = plannedOffer(found.ranked, found.prospects, rules.menu, calibration);
  notes.candidates = journalled(found.ranked, found.prospects, offered.believed);
  notes.judged = offered.judged;

  const { linkedid } = call.visit;
  // What nobody hears is no experiment.
  const isHeard = !rules.shadow && rules.isOpen(house.now());
  const experiments = isHeard ? rules.experiments : NO_EXPERIMENTS;
  const { plan, ...drawn } = drawnPlan(offered.plan, linkedid, experiments, rules.menu.keys);
  notes.lesson = { arm, belief: offered.belief, ...drawn };
  // Who is held out hears no names later in the call either.
  if (!drawn.holdout)
    house.offersMade.remember(
      linkedid,
      offered.believed.map(({ employee, probability }) => ({
        employeeId: employee.id,
        probability,
      })),
    );
  return plan;
}

async function offer(
  plan: Plan,
  call: CallSession,
  house: House,
  rules: Rules,
  notes: Notes,
): Promise<Answer> {
  const people = peopleOf(plan);
  // Straight through means: the name is said, and whoever stays silent is connected.
  const onSilence = plan.kind === 'direct' ? employeeTarget(plan.person) : null;
  const menu = menuFor(people, house, rules, onSilence);
  const greets = call.visit.attempt === 1;
  const prompt = (intro: Intro) => promptForPlan(plan, intro, greets, house.spokenName);
  const answer = await ask(call, house, menu, prompt, notes);
  const speechless = answer.kind === 'give-up' && answer.reason === 'no-speech';
  if (!speechless || plan.kind === 'default') return answer;
  // The CRM's words are made for the next call; in this one the same people are named in ours.
  const again = notes.said.length === 0 ? inOurWords(plan) : null;
  if (again !== null) return offer(again, call, house, rules, notes);
  // Nothing is ready for this very person: the generic menu still lets everybody through.
  if (notes.said.length === 0) noteOffer(DEFAULT_MENU, notes);
  return offer(DEFAULT_MENU, call, house, rules, notes);
}

function noteOffer(plan: Plan, notes: Notes): void {
  notes.policy = plan.kind;
  notes.offered = peopleOf(plan);
}

const DEFAULT_MENU: Plan = { kind: 'default' };
