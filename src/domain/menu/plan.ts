import { absenceAt, type Employee } from '#domain/people/employee.ts';
import type { NotOffered } from '#domain/people/availability.ts';

/** How much we dare to offer, and how; config: `menu`. Probabilities 0 to 1; docs/ranking.md, section 8. */
export interface MenuPolicy {
  /** What the caller keys: real extensions, or 1, 2, 3. */
  readonly keys: 'extension' | 'position';
  readonly peopleMax: number;
  /** Below this sum of the first `peopleMax` probabilities the caller hears the default menu. */
  readonly threshold: number;
  /** Nobody less probable than this is named. */
  readonly slotProbabilityMin: number;
  /** From here a caller is connected without a menu, with a way out. */
  readonly directFrom: number;
  /** … if the first is so many times as probable as the second. */
  readonly directLead: number;
  /** What a right name saves the caller, and what listening to one more name costs. */
  readonly savedSeconds: number;
  readonly listenCostSeconds: number;
  /** How often a prompt is played at most, and how many of these may end in silence. */
  readonly triesMax: number;
  readonly silencesMax: number;
  readonly keyWaitMs: number;
  readonly interDigitMs: number;
  readonly ringSeconds: number;
}

/** The part of it that decides whom to offer; the rest says how a menu is played. */
export type OfferPolicy = Pick<
  MenuPolicy,
  | 'keys'
  | 'peopleMax'
  | 'threshold'
  | 'slotProbabilityMin'
  | 'directFrom'
  | 'directLead'
  | 'savedSeconds'
  | 'listenCostSeconds'
>;

/** What an offer was judged by: how well the caller was known, and the settings of that moment. */
export interface Judgement extends OfferPolicy {
  /** The first `peopleMax` probabilities together, as they came true so far: `threshold` is held against this. */
  readonly known: number;
  /** How probable the first one is for himself, as it came true so far: `directFrom` is held against this. */
  readonly firstOwn: number;
}

/** Somebody who may be named, or not, with the reason. */
export interface Prospect {
  readonly employee: Employee;
  readonly probability: number;
  /** The part of `probability` that speaks for absent colleagues, whose deputy this is. */
  readonly inherited: number;
  readonly notOffered: NotOffered | null;
}

/** A person of the offer; `keys` is what the caller types to reach them. */
export interface OfferedPerson {
  readonly employeeId: string;
  readonly extension: string;
  readonly keys: string;
  readonly probability: number;
  /** What is said of them where a CRM made the menu; our own words where it is absent or null. */
  readonly wording?: string | null;
}

export type Plan =
  | { readonly kind: 'direct'; readonly person: OfferedPerson }
  | { readonly kind: 'menu'; readonly people: readonly OfferedPerson[] }
  | { readonly kind: 'default' };

/** Whom the caller hears of, in order. */
export function peopleOf(plan: Plan): readonly OfferedPerson[] {
  switch (plan.kind) {
    case 'direct':
      return [plan.person];
    case 'menu':
      return plan.people;
    case 'default':
      return [];
    default:
      return plan satisfies never;
  }
}

/**
 * What to offer to a caller with these prospects, most probable first (docs/ranking.md, section 8).
 * Whether we know the caller well enough is judged by everybody, available or not. Who is then named is judged
 * given that the others cannot be had: p ÷ (1 − mass of those who are not offered), so that a client whose
 * favourite is away hears the next ones instead of the default menu.
 * `firstOwn`: how probable the first one is for himself; it decides about straight through.
 */
export function planOffer(
  prospects: readonly Prospect[],
  policy: OfferPolicy,
  firstOwn = ownPart(prospects[0]),
): Plan {
  if (knownOf(prospects, policy) < policy.threshold) return { kind: 'default' };

  const away = sum(prospects.filter(isObstructed).map(({ probability }) => probability));
  const reachable = prospects.filter((prospect) => !isObstructed(prospect));
  const people = slots(reachable, 1 - away, policy);
  const [first] = people;
  if (first === undefined) return { kind: 'default' };
  return isClearWinner(prospects, firstOwn, policy)
    ? { kind: 'direct', person: first }
    : { kind: 'menu', people };
}

/** What `planOffer` goes by, for the receipt. */
export function judgementOf(
  prospects: readonly Prospect[],
  policy: OfferPolicy,
  firstOwn: number,
): Judgement {
  return {
    known: knownOf(prospects, policy),
    firstOwn,
    keys: policy.keys,
    peopleMax: policy.peopleMax,
    threshold: policy.threshold,
    slotProbabilityMin: policy.slotProbabilityMin,
    directFrom: policy.directFrom,
    directLead: policy.directLead,
    savedSeconds: policy.savedSeconds,
    listenCostSeconds: policy.listenCostSeconds,
  };
}

function knownOf(prospects: readonly Prospect[], { peopleMax }: OfferPolicy): number {
  return sum(prospects.slice(0, peopleMax).map(({ probability }) => probability));
}

/**
 * Whom to name after the chosen one did not answer: nothing to be sure of any more, the caller is here and waits;
 * so without a threshold on what is known, and never straight through.
 */
export function runnersUp(
  prospects: readonly Prospect[],
  policy: OfferPolicy,
): readonly OfferedPerson[] {
  const away = sum(prospects.filter(isObstructed).map(({ probability }) => probability));
  return slots(
    prospects.filter((prospect) => !isObstructed(prospect)),
    1 - away,
    policy,
  );
}

/** Straight through only to the very person, never to a substitute: no renormalising here, nothing inherited. */
function isClearWinner(
  [first, second]: readonly Prospect[],
  own: number,
  policy: OfferPolicy,
): boolean {
  if (first === undefined || isObstructed(first)) return false;
  return own >= policy.directFrom && own >= policy.directLead * (second?.probability ?? 0);
}

/** What speaks for this very person, and not for somebody whose deputy they are. */
export function ownPart(prospect: Prospect | undefined): number {
  return prospect === undefined ? 0 : prospect.probability - prospect.inherited;
}

function slots(reachable: readonly Prospect[], mass: number, policy: OfferPolicy): OfferedPerson[] {
  const people: OfferedPerson[] = [];
  let uncovered = 1;
  for (const { employee, probability } of reachable) {
    const share = mass > 0 ? Math.min(1, probability / mass) : 0;
    const worthHearing = share * policy.savedSeconds > uncovered * policy.listenCostSeconds;
    if (people.length >= policy.peopleMax || share < policy.slotProbabilityMin || !worthHearing)
      break;
    if (employee.extension === null) continue;
    uncovered -= share;
    people.push({
      employeeId: employee.id,
      extension: employee.extension,
      keys: policy.keys === 'extension' ? employee.extension : String(people.length + 1),
      probability,
    });
  }
  return people;
}

/**
 * Puts the deputy in the place of an absent employee, with the probability of both.
 * The absent one stays in the list, with nothing left to give, so that a receipt can show why.
 */
export function withDeputies(
  prospects: readonly Prospect[],
  byId: (id: string) => Employee | undefined,
  obstacleOf: (employee: Employee) => NotOffered | null,
  nowMs: number,
): readonly Prospect[] {
  const list = new Map(prospects.map((prospect) => [prospect.employee.id, prospect]));
  for (const prospect of prospects) {
    if (prospect.notOffered !== 'absent') continue;
    const deputyId = absenceAt(prospect.employee, nowMs)?.deputyId ?? null;
    const deputy = deputyId === null ? undefined : byId(deputyId);
    if (deputy === undefined || obstacleOf(deputy) !== null) continue;
    const own = list.get(deputy.id) ?? {
      employee: deputy,
      probability: 0,
      inherited: 0,
      notOffered: null,
    };
    if (own.notOffered !== null) continue;
    list.set(deputy.id, {
      ...own,
      probability: own.probability + prospect.probability,
      inherited: own.inherited + prospect.probability,
    });
    list.set(prospect.employee.id, { ...prospect, probability: 0 });
  }
  return [...list.values()].sort((a, b) => b.probability - a.probability);
}

function isObstructed({ notOffered }: Prospect): boolean {
  return notOffered !== null;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
