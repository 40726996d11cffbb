/** Chance that comes out the same for the same seed, on every machine. */
export interface Chance {
  /** 0 ≤ x < 1 */
  unit(): number;
  /** A whole number, both ends included. */
  whole(from: number, to: number): number;
  pick<T>(from: readonly T[]): T;
  /** One of the keys, each as often as its number says. */
  weighted<T extends string>(odds: Readonly<Partial<Record<T, number>>>): T;
}

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state, good enough for made-up companies. */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  const unit = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), bits | 61)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (from: number, to: number) => from + Math.floor(unit() * (to - from + 1));
  return {
    unit,
    whole,
    pick: (from) => from[whole(0, from.length - 1)]!,
    weighted: <T extends string>(odds: Readonly<Partial<Record<T, number>>>) => {
      const entries = Object.entries(odds) as [T, number][];
      let left = unit() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      return entries.find(([, weight]) => (left -= weight) < 0)?.[0] ?? entries[0]![0];
    },
  };
}
