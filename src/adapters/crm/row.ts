import type { Problem } from './problem.ts';
import type { RecordKind } from './record.ts';

/** One record as it stands in a file, whatever the format. */
export type Row = ReadableRow | BrokenRow;

interface ReadableRow {
  readonly kind: RecordKind;
  readonly line: number;
  readonly values: Readonly<Record<string, unknown>>;
  /** The number of a field's column, from 1; null where there are no columns. */
  readonly columnOf: (field: string) => number | null;
}

/** Not even its fields can be told apart. */
export interface BrokenRow extends Problem {
  readonly kind: 'broken';
  /** Nothing in the file makes sense after this. */
  readonly isHopeless: boolean;
}

export function brokenRow(
  line: number,
  complaint: Problem['complaint'],
  where: Partial<Pick<Problem, 'column' | 'field' | 'shape'>> = {},
): BrokenRow {
  const nowhere = { column: null, field: null, shape: null };
  return { kind: 'broken', isHopeless: false, line, complaint, ...nowhere, ...where };
}

export function hopeless(row: BrokenRow): BrokenRow {
  return { ...row, isHopeless: true };
}
