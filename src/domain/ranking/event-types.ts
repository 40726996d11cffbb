import { nearestWord } from '#domain/spelling.ts';
import type { Weights } from './weights.ts';

/** How many events of one type are kept. */
export interface TypeCount {
  readonly type: string;
  readonly count: number;
  /** When the newest of them happened, unix seconds. */
  readonly newestAt: number;
}

/** The same, and whether the ranking counts it. */
export interface JudgedType extends TypeCount {
  readonly known: boolean;
  /** Of an unknown type: the known one that was probably meant. */
  readonly meant: string | null;
}

/** Which of these types have a rule in the settings; what has none counts nothing, however much of it there is. */
export function judgedTypes(
  counts: readonly TypeCount[],
  { eventTypes }: Pick<Weights, 'eventTypes'>,
): readonly JudgedType[] {
  const names = [...eventTypes.keys()];
  return counts.map((one) => {
    const known = eventTypes.has(one.type);
    return { ...one, known, meant: known ? null : nearestWord(one.type, names) };
  });
}
