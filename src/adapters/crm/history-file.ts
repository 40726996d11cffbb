import { basename } from 'node:path';
import type { History, HistoryCall, HistoryEvent } from '#domain/ranking/backtest/history.ts';
import { Failure } from '#ports/failure.ts';
import { csvRecords, type CsvRecord } from './csv-text.ts';
import { stateOf, textOf } from './file-text.ts';
import { problemText, shapeOf, type Language, type Problem } from './problem.ts';

export interface HistoryFiles {
  readonly events: string;
  readonly calls: string;
  /** Of the messages about mistakes. */
  readonly language: Language;
  readonly signal: AbortSignal;
  /** The share of the files that is read, 0 to 1. */
  readonly progress?: (share: number) => void;
}

const CALL_COLUMNS = ['ts', 'client_id', 'employee_id'] as const;
const EVENT_COLUMNS = [...CALL_COLUMNS, 'event_type'] as const;
type Column = (typeof EVENT_COLUMNS)[number];

/** More mistakes than these are one mistake, made many times. */
const PROBLEMS_MAX = 20;
const ID_LENGTH_MAX = 200;
/** The year 5138; later are milliseconds. */
const SECONDS_MAX = 100_000_000_000;

/**
 * Events and calls of a back-test: CSV with a header, other columns left alone, also gzip (docs/ranking.md, 5.1). Both
 * come ordered by time; equal times keep the order of the file. Fails like `textOf`, and with `invalid`: one line for
 * each mistake, with file, line and column.
 */
export async function readHistory(files: HistoryFiles): Promise<History> {
  const sizes = await Promise.all([stateOf(files.events), stateOf(files.calls)]);
  const whole = Math.max(1, sizes[0].size + sizes[1].size);
  const known = new Map<string, string>();
  /** Millions of rows name thousands of ids: each is kept once, and not as a piece of the file's text. */
  const once = (text: string): string => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const own = Buffer.from(text).toString();
    known.set(own, own);
    return own;
  };
  const events: HistoryEvent[] = [];
  const calls: HistoryCall[] = [];
  const problems = [
    ...(await rowsOf(files.events, EVENT_COLUMNS, files, {
      read: (bytes) => files.progress?.(bytes / whole),
      take: ([at, client, employee, type]) =>
        events.push({
          at: Number(at),
          clientId: once(client!),
          employeeId: once(employee!),
          type: once(type!),
        }),
    })),
    ...(await rowsOf(files.calls, CALL_COLUMNS, files, {
      read: (bytes) => files.progress?.((sizes[0].size + bytes) / whole),
      take: ([at, client, employee]) =>
        calls.push({ at: Number(at), clientId: once(client!), employeeId: once(employee!) }),
    })),
  ];
  if (problems.length > 0) throw new Failure('invalid', problems.join('\n'));
  return { events: inTime(events), calls: inTime(calls) };
}

/** Hands the cells of these columns to `take`; answers with the mistakes. */
async function rowsOf(
  path: string,
  columns: readonly Column[],
  { language, signal }: HistoryFiles,
  { read, take }: { read: (bytes: number) => void; take: (cells: readonly string[]) => void },
): Promise<readonly string[]> {
  const problems: Problem[] = [];
  let places: readonly number[] | null = null;
  let width = 0;
  for await (const record of csvRecords(textOf(path, signal, read))) {
    if (places === null) {
      places = columns.map((column) => record.cells.indexOf(column));
      width = record.cells.length;
      problems.push(...missingColumns(columns, places));
    } else {
      const found = mistakesIn(record, columns, places, width);
      if (found.length > 0) problems.push(...found);
      else take(places.map((place) => record.cells[place]!));
    }
    if (problems.length >= PROBLEMS_MAX || places.includes(-1)) break;
  }
  if (places === null) problems.push(at(1, null, null, 'empty-file'));
  return problems
    .slice(0, PROBLEMS_MAX)
    .map((problem) => problemText(basename(path), problem, language));
}

function missingColumns(columns: readonly Column[], places: readonly number[]): Problem[] {
  return columns.flatMap((column, i) =>
    places[i] === -1 ? [at(1, null, column, 'no-column')] : [],
  );
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
    const complaint = complaintOf(columns[i]!, cells[place]!);
    if (complaint !== null)
      return [{ ...at(line, place + 1, columns[i]!, complaint), shape: shapeOf(cells[place]) }];
  }
  return NO_PROBLEMS;
}

const NO_PROBLEMS: readonly Problem[] = [];

function complaintOf(column: Column, cell: string): Problem['complaint'] | null {
  if (cell === '') return 'missing';
  if (column === 'ts') return /^\d+$/.test(cell) && Number(cell) < SECONDS_MAX ? null : 'seconds';
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

/** Stable: who wrote the file decides about what happened in one second. */
function inTime<T extends { readonly at: number }>(rows: T[]): readonly T[] {
  return rows.every((row, i) => i === 0 || rows[i - 1]!.at <= row.at)
    ? rows
    : rows.sort((a, b) => a.at - b.at);
}
