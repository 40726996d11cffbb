import { basename } from 'node:path';
import { csvRecords, type CsvRecord } from './csv-text.ts';
import { textOf } from './file-text.ts';
import { problemText, shapeOf, type Language, type Problem } from './problem.ts';

/** A column of a file of a back-test. */
export interface Column {
  readonly name: string;
  /** Another name that it may have. */
  readonly alias?: string;
  /** `ts`: whole unix seconds; `id`: never empty; `text`: may be empty. */
  readonly kind: 'ts' | 'id' | 'text';
  /** Every row its own. */
  readonly isKey?: boolean;
  /** The file may do without: its cells are then ''. */
  readonly isOptional?: boolean;
}

export interface RowsOptions {
  /** Of the messages about mistakes. */
  readonly language: Language;
  readonly signal: AbortSignal;
  /** Bytes of the file that are read. */
  readonly read?: (bytes: number) => void;
}

/** More mistakes than these are one mistake, made many times. */
const PROBLEMS_MAX = 20;
const ID_LENGTH_MAX = 200;
/** The year 5138; later are milliseconds. */
const SECONDS_MAX = 100_000_000_000;

/** Hands the cells of these columns to `take`; answers with the mistakes. Fails like `textOf`. */
export async function rowsOf(
  path: string,
  columns: readonly Column[],
  take: (cells: readonly string[]) => void,
  { language, signal, read }: RowsOptions,
): Promise<readonly string[]> {
  const problems: Problem[] = [];
  const repeated = repeatedIn(columns);
  let places: readonly number[] | null = null;
  let width = 0;
  for await (const record of csvRecords(textOf(path, signal, read))) {
    if (places === null) {
      places = columns.map((column) => placeOf(column, record.cells));
      width = record.cells.length;
      problems.push(...missingColumns(columns, places));
      if (problems.length > 0) break;
    } else {
      const found = mistakesIn(record, columns, places, width);
      if (found.length > 0) problems.push(...found);
      else {
        const cells = places.map((place) => record.cells[place] ?? '');
        const again = repeated(cells);
        if (again === null) take(cells);
        else problems.push(at(record.line, places[again]! + 1, columns[again]!.name, 'repeated'));
      }
    }
    if (problems.length >= PROBLEMS_MAX) break;
  }
  if (places === null) problems.push(at(1, null, null, 'empty-file'));
  return problems
    .slice(0, PROBLEMS_MAX)
    .map((problem) => problemText(basename(path), problem, language));
}

function placeOf({ name, alias }: Column, cells: readonly string[]): number {
  const place = cells.indexOf(name);
  return place === -1 && alias !== undefined ? cells.indexOf(alias) : place;
}

function missingColumns(columns: readonly Column[], places: readonly number[]): Problem[] {
  return columns.flatMap(({ name, isOptional }, i) =>
    places[i] === -1 && isOptional !== true ? [at(1, null, name, 'no-column')] : [],
  );
}

/** The place of a key that was there before; null: none. */
function repeatedIn(columns: readonly Column[]): (cells: readonly string[]) => number | null {
  const key = columns.findIndex(({ isKey }) => isKey === true);
  if (key === -1) return () => null;
  const seen = new Set<string>();
  return (cells) => {
    if (seen.has(cells[key]!)) return key;
    seen.add(cells[key]!);
    return null;
  };
}

function mistakesIn(
  { line, cells, flaw }: CsvRecord,
  columns: readonly Column[],
  places: readonly number[],
  width: number,
): readonly Problem[] {
  if (flaw !== null) return [at(line, null, null, flaw)];
  if (cells.length !== width) return [at(line, null, null, 'cells')];
  for (const [i, place] of places.entries()) {
    const cell = cells[place] ?? '';
    const complaint = complaintOf(columns[i]!, cell);
    if (complaint !== null)
      return [{ ...at(line, place + 1, columns[i]!.name, complaint), shape: shapeOf(cell) }];
  }
  return NO_PROBLEMS;
}

const NO_PROBLEMS: readonly Problem[] = [];

function complaintOf({ kind }: Column, cell: string): Problem['complaint'] | null {
  if (cell === '') return kind === 'text' ? null : 'missing';
  if (kind === 'ts') return /^\d+$/.test(cell) && Number(cell) < SECONDS_MAX ? null : 'seconds';
  return cell.length > ID_LENGTH_MAX ? 'too-long' : null;
}

function at(
  line: number,
  column: number | null,
  field: string | null,
  complaint: Problem['complaint'],
): Problem {
  return { line, column, field, complaint, shape: null };
}
