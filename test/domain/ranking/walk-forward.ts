import { rankEmployees, type Candidate } from '#domain/ranking/rank.ts';
import { addToPopularity, addToTally, type Popularity, type Tally } from '#domain/ranking/tally.ts';
import { countsForPopularity, type Weights } from '#domain/ranking/weights.ts';
import type { History, HistoryEvent } from '#domain/ranking/backtest/history.ts';

/** hit@1, hit@3 and MRR over `n` calls. */
export interface Quality {
  readonly n: number;
  readonly hit1: number;
  readonly hit3: number;
  readonly mrr: number;
}

/**
 * Each call of the last 40 % is ranked with what was known strictly before it (docs/ranking.md, 5.2 to 5.4),
 * kept by the same tallies and ranked by the same function as in a real call.
 */
export function walkForward(
  { events, calls }: History,
  weights: Weights,
): { warm: Quality; all: Quality } {
  const clients = new Map<string, Map<string, Tally>>();
  const popularity = new Map<string, Popularity>();
  const warm: number[][] = [];
  const all: number[][] = [];
  let next = 0;
  for (const [index, call] of calls.entries()) {
    for (; next < events.length && events[next]!.at < call.at; next += 1) {
      learn(events[next]!, weights, clients, popularity);
    }
    if (index < Math.floor(calls.length * 0.6)) continue;
    const rows = clients.get(call.clientId);
    const ranked = rankEmployees({
      tallies: [...(rows?.values() ?? [])],
      companyTallies: [],
      companyKnown: false,
      popularity: [...popularity.values()],
      weights,
      nowSeconds: call.at,
      managerId: null,
    });
    const measures = neutralMeasures(ranked, call.employeeId);
    all.push(measures);
    if (rows !== undefined) warm.push(measures);
  }
  return { warm: mean(warm), all: mean(all) };
}

function learn(
  event: HistoryEvent,
  weights: Weights,
  clients: Map<string, Map<string, Tally>>,
  popularity: Map<string, Popularity>,
): void {
  const rule = weights.eventTypes.get(event.type);
  if (rule === undefined) throw new Error(`no rule for ${event.type}`);
  const rows = clients.get(event.clientId) ?? new Map<string, Tally>();
  clients.set(event.clientId, rows);
  const key = `${event.employeeId} ${event.type}`;
  const tally = addToTally(rows.get(key), event, rule, weights.minGapMinutes * 60);
  if (tally === 'rebuild') throw new Error('events must ascend');
  rows.set(key, tally);
  if (!countsForPopularity(event.type, weights)) return;
  popularity.set(event.employeeId, addToPopularity(popularity.get(event.employeeId), event));
}

/** [hit@1, hit@3, 1 ÷ rank], as expected over all orders of those who tie with the label (docs/ranking.md, 5.4). */
function neutralMeasures(ranked: readonly Candidate[], label: string): number[] {
  const labelled = ranked.find(({ employeeId }) => employeeId === label);
  if (labelled === undefined) return [0, 0, 0];
  const tied = (candidate: Candidate) =>
    candidate.lastAt === labelled.lastAt &&
    Math.abs(candidate.probability / labelled.probability - 1) <= 1e-9;
  const before = ranked.findIndex(tied);
  const inGroup = ranked.filter(tied).length;
  const hit = (k: number) => Math.min(1, Math.max(0, (k - before) / inGroup));
  let reciprocals = 0;
  for (let i = 1; i <= inGroup; i += 1) reciprocals += 1 / (before + i);
  return [hit(1), hit(3), reciprocals / inGroup];
}

function mean(measures: readonly number[][]): Quality {
  const meanOf = (i: number) => measures.reduce((sum, row) => sum + row[i]!, 0) / measures.length;
  return { n: measures.length, hit1: meanOf(0), hit3: meanOf(1), mrr: meanOf(2) };
}
