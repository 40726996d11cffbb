import type { EvidenceTable } from './evidence-table.ts';
import type { Slope } from './lbfgs.ts';

/** What a fit may change, as logarithms: κ, then the half-lives, then the weights, each in the order of the types. */
export interface Parameters {
  readonly prior: number;
  readonly halfLifeDays: readonly number[];
  readonly weight: readonly number[];
}

/** Which of them are free; the others stay as they are. */
export interface Freedom {
  readonly halfLives: boolean;
  readonly weights: boolean;
}

/** σ of the log-normal prior around the administrator's values: a factor 2.7 either way (docs/ranking.md, 11). */
const SIGMA = 1;
const DAY_SECONDS = 86_400;

/** Whether the parameter at this place of a vector, over so many types, may be changed. The prior always may. */
export function isFree(at: number, types: number, free: Freedom): boolean {
  return at === 0 || (at <= types ? free.halfLives : free.weights);
}

export function toVector({ prior, halfLifeDays, weight }: Parameters): Float64Array {
  return Float64Array.from([prior, ...halfLifeDays, ...weight], Math.log);
}

export function fromVector(vector: Float64Array): Parameters {
  const types = (vector.length - 1) / 2;
  const values = Array.from(vector, Math.exp);
  return {
    prior: values[0]!,
    halfLifeDays: values.slice(1, types + 1),
    weight: values.slice(types + 1),
  };
}

/**
 * Mean −log p(label) over the calls [from, to) with p > 0, plus the distance from `anchor`, Σ(θ − θ0)² ÷ (2σ²n); and
 * its gradient (docs/ranking.md, section 11). p = (S + κπ) ÷ (ΣS + κ), S cut at `maxFresh` as in a call.
 *
 * With A = Σ 2^(−a/h) and B = Σ a·2^(−a/h) of a row, both kept in O(1) an event, dA/d(log h) = B · ln 2 ÷ h.
 */
export function penalisedLoss(
  table: EvidenceTable,
  part: { readonly from: number; readonly to: number; readonly maxFresh: number },
  anchor: Float64Array,
  free: Freedom,
): (at: Float64Array) => Slope {
  const types = table.types.length;
  const [amount, moment, latest] = [0, 0, 0].map(() => new Float64Array(table.rows)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  // By type: of the label and of everybody, the score's part and its derivative by log h.
  const [labelS, labelD, allS, allD] = [0, 0, 0, 0].map(() => new Float64Array(types)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];

  return (at) => {
    const { prior, halfLifeDays, weight } = fromVector(at);
    const gradient = new Float64Array(at.length);
    amount.fill(0);
    moment.fill(0);
    let [loss, n, next] = [0, 0, 0];
    for (let index = 0; index < part.to; index += 1) {
      const call = table.calls[index]!;
      for (; next < call.eventsBefore; next += 1) take(next, halfLifeDays);
      if (index < part.from) continue;
      const [label, everybody] = scores(call, halfLifeDays, weight);
      const numerator = label + prior * call.popularity;
      if (numerator <= 0) continue;
      const denominator = everybody + prior;
      n += 1;
      loss -= Math.log(numerator / denominator);
      gradient[0]! -= (prior * call.popularity) / numerator - prior / denominator;
      for (let type = 0; type < types; type += 1) {
        gradient[1 + type]! -= labelD[type]! / numerator - allD[type]! / denominator;
        gradient[1 + types + type]! -= labelS[type]! / numerator - allS[type]! / denominator;
      }
    }
    if (n === 0) return { value: 0, gradient };
    for (let i = 0; i < at.length; i += 1) {
      const away = at[i]! - anchor[i]!;
      loss += away ** 2 / (2 * SIGMA ** 2);
      gradient[i] = isFree(i, types, free) ? (gradient[i]! + away / SIGMA ** 2) / n : 0;
    }
    return { value: loss / n, gradient };
  };

  function take(event: number, halfLifeDays: readonly number[]): void {
    const row = table.eventRow[event]!;
    const eventAt = table.eventAt[event]!;
    const days = (eventAt - latest[row]!) / DAY_SECONDS;
    if (amount[row]! > 0 && days < 0) {
      // We heard of it late: it has aged already.
      const left = 2 ** (days / halfLifeDays[table.typeOf[row]!]!);
      amount[row]! += left;
      moment[row]! -= days * left;
      return;
    }
    if (amount[row]! > 0) {
      const left = 2 ** -(days / halfLifeDays[table.typeOf[row]!]!);
      moment[row] = (moment[row]! + amount[row]! * days) * left;
      amount[row]! *= left;
    }
    amount[row]! += 1;
    latest[row] = eventAt;
  }

  /** S of the label and of everybody; their parts by type are left in the columns above. */
  function scores(
    call: EvidenceTable['calls'][number],
    halfLifeDays: readonly number[],
    weight: readonly number[],
  ): readonly [label: number, everybody: number] {
    for (const column of [labelS, labelD, allS, allD]) column.fill(0);
    let [label, everybody] = [0, 0];
    for (let i = 0; i < call.rowCount; i += 1) {
      const row = call.rows[i]!;
      const type = table.typeOf[row]!;
      const halfLife = halfLifeDays[type]!;
      const days = (call.at - latest[row]!) / DAY_SECONDS;
      const left = 2 ** -(days / halfLife);
      const now = amount[row]! * left;
      const isCut = now > part.maxFresh;
      const score = weight[type]! * (isCut ? part.maxFresh : now);
      const slope = isCut
        ? 0
        : (weight[type]! * (moment[row]! + amount[row]! * days) * left * Math.LN2) / halfLife;
      allS[type]! += score;
      allD[type]! += slope;
      everybody += score;
      if (table.employeeOf[row] !== call.label) continue;
      labelS[type]! += score;
      labelD[type]! += slope;
      label += score;
    }
    return [label, everybody];
  }
}
