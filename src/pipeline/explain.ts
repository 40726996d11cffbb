import { rankingFor, rankingsOf, type Canary } from '#domain/learning/arm.ts';
import { overridesOf } from '#domain/call/override.ts';
import { NO_CALIBRATION, type Calibration } from '#domain/learning/calibration.ts';
import { plannedOutlook } from '#domain/menu/outlook.ts';
import type { OfferPolicy } from '#domain/menu/plan.ts';
import { fullName } from '#domain/people/employee.ts';
import { popularTypes, talliesAsOf } from '#domain/ranking/as-of.ts';
import { explainRanking } from '#domain/ranking/explain.ts';
import { disagreements } from '#domain/ranking/reproduction.ts';
import type { PastEvent } from '#domain/ranking/tally.ts';
import type { Weights } from '#domain/ranking/weights.ts';
import type { Archive, NotCounted } from '#ports/archive.ts';
import type { Callers, KnownCaller } from '#ports/callers.ts';
import type { Explaining, NumberExplained, Recomputation } from '#ports/explaining.ts';
import type { Journal, VisitRecord } from '#ports/journal.ts';
import type { People } from '#ports/people.ts';

export interface ExplainHouse {
  readonly now: () => Date;
  readonly rules: () => {
    readonly weights: Weights;
    readonly canary: Canary | null;
    readonly menu: OfferPolicy;
    readonly shadow: boolean;
    readonly asksCrmForMenus: boolean;
  };
  /** How the probabilities of this ranking came true so far. May fail with `unavailable`. */
  readonly calibrationOf: (weightsVersion: string) => Calibration | Promise<Calibration>;
  readonly callers: Pick<Callers, 'recognise' | 'recogniseClient' | 'eventsOf'>;
  readonly people: Pick<People, 'byId' | 'byNumber' | 'popularity'>;
  readonly journal: Pick<Journal, 'receiptOf' | 'callsOf'>;
  readonly archive: Pick<Archive, 'pastOf' | 'weightsOf'>;
}

/** Of one client: more are summed up in `unlisted`. */
const EVENTS_MAX = 10_000;
const CALLS_MAX = 5;

/** What a number is ranked by: as calls find it now, or made anew from the log of events. */
interface Known {
  readonly history: Pick<KnownCaller, 'companyId' | 'managerId' | 'tallies' | 'companyTallies'>;
  readonly popularity: ReturnType<People['popularity']>;
  readonly events: readonly PastEvent[];
  readonly notCounted: NotCounted | null;
  readonly isCut: boolean;
}

/** Looks back, outside of any call. */
export function explainer(house: ExplainHouse): Explaining {
  return {
    async ofNumber(number, at) {
      const client = await house.callers.recognise(number);
      const calls = await house.journal.callsOf(number, CALLS_MAX);
      const { menu, shadow, asksCrmForMenus, ...rankings } = house.rules();
      const isColleague = house.people.byNumber(number) !== undefined;
      const overrides = overridesOf({ isColleague, shadow, asksCrmForMenus });
      if (client === null) return { number, overrides, at, client: null, calls };
      const { arm, weights } = rankingFor(number, rankings);
      const known =
        at === null ? await knownNow(client, house) : await knownAt(client, at, weights, house);
      // What calls had taught by some moment is not kept.
      const calibration = at === null ? await house.calibrationOf(weights.version) : NO_CALIBRATION;
      const by = { weights, menu, calibration };
      return { number, overrides, arm, ...explained(client, known, at, by, house), calls };
    },
    async ofCall(linkedid) {
      const receipt = await house.journal.receiptOf(linkedid);
      if (receipt === null) return null;
      const visits = [];
      for (const visit of receipt.visits)
        visits.push({ ...visit, recomputed: await recomputed(visit, house) });
      return { ...receipt, visits };
    },
  };
}

function explained(
  client: KnownCaller,
  { history, popularity, events, notCounted, isCut }: Known,
  at: number | null,
  rules: Parameters<typeof plannedOutlook>[2],
  house: ExplainHouse,
): Omit<NumberExplained, 'number' | 'overrides' | 'arm' | 'calls'> {
  const staff = { popularity: () => popularity, byId: (id: string) => house.people.byId(id) };
  const moment = at === null ? house.now() : new Date(at * 1000);
  const outlook = plannedOutlook(history, staff, rules, moment);
  const { evidence, prospects, believed, belief, judged, plan } = outlook;
  const trusted = new Map(believed.map((one) => [one.employee.id, one.probability]));
  const { companyId, companyName } = client;
  return {
    at,
    client: { id: client.clientId, name: client.clientName },
    company: companyId === null ? null : { id: companyId, name: companyName ?? '' },
    ...explainRanking(evidence, events),
    people: prospects.map(({ employee, probability, inherited, notOffered }) => ({
      id: employee.id,
      name: fullName(employee),
      extension: employee.extension,
      probability,
      believed: trusted.get(employee.id) ?? probability,
      inherited,
      notOffered,
    })),
    belief,
    judged,
    plan,
    notCounted,
    isCut,
  };
}

async function knownNow(client: KnownCaller, house: ExplainHouse): Promise<Known> {
  return {
    history: client,
    popularity: house.people.popularity(),
    events: await house.callers.eventsOf(client.clientId, EVENTS_MAX),
    notCounted: null,
    isCut: false,
  };
}

async function knownAt(
  { clientId, companyId, managerId }: Pick<KnownCaller, 'clientId' | 'companyId' | 'managerId'>,
  atSeconds: number,
  weights: Weights,
  { archive }: Pick<ExplainHouse, 'archive'>,
): Promise<Known & { readonly notCounted: NotCounted }> {
  const past = await archive.pastOf({
    clientId,
    companyId,
    atSeconds,
    popularTypes: popularTypes(weights),
  });
  return {
    history: { companyId, managerId, ...talliesAsOf(past, weights) },
    popularity: past.popularity,
    events: past.own,
    notCounted: past.notCounted,
    isCut: past.isCut,
  };
}

/** Only the first visit of a call ranks; those after it offer what the first has left. */
const RANKING_SCRIPT = 'personal-ivr';

async function recomputed(visit: VisitRecord, house: ExplainHouse): Promise<Recomputation | null> {
  const { clientId, companyId } = visit;
  if (clientId === null || visit.script !== RANKING_SCRIPT || visit.judged === null) return null;
  const weights = await weightsOf(visit.weightsVersion, house);
  if (weights === null) return { kind: 'weights-unknown' };
  const today = await house.callers.recogniseClient(clientId);
  const managerId = today?.managerId ?? null;
  const nowSeconds = visit.startedAtMs / 1000;
  const then = await knownAt({ clientId, companyId, managerId }, nowSeconds, weights, house);
  const { history, popularity, events, notCounted, isCut } = then;
  const evidence = {
    ...history,
    companyKnown: companyId !== null,
    popularity,
    weights,
    nowSeconds,
  };
  const explanation = explainRanking(evidence, events);
  return {
    kind: 'done',
    explanation,
    disagreements: disagreements(visit.candidates, explanation.candidates),
    notCounted,
    isCut,
    companyChanged: (today?.companyId ?? null) !== companyId,
  };
}

async function weightsOf(
  version: string,
  { rules, archive }: Pick<ExplainHouse, 'rules' | 'archive'>,
): Promise<Weights | null> {
  const inForce = rankingsOf(rules()).find(({ weights }) => weights.version === version);
  return inForce?.weights ?? archive.weightsOf(version);
}
