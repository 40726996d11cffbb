import { basename } from 'node:path';
import type { Crm, CrmPage } from '#ports/crm.ts';
import { Failure } from '#ports/failure.ts';
import { csvRows } from './csv.ts';
import type { Office } from './fields.ts';
import { stateOf, textOf, type FileState } from './file-text.ts';
import { jsonRows } from './json-lines.ts';
import { problemText, type Language, type Problem } from './problem.ts';
import { recordFrom, type CrmRecord } from './record.ts';
import type { Row } from './row.ts';

export interface CrmFileOptions {
  readonly path: string;
  /** Together with an event's id its identity, where the file itself does not name a source. */
  readonly source: string;
  readonly office: Office;
  /** Of the messages about mistakes in the file. */
  readonly language: Language;
  /** Leave out what is wrong and import the rest; else one mistake means that nothing is imported. */
  readonly skipBad: boolean;
}

const PAGE_RECORDS = 1_000;
/** More mistakes than these are one mistake, made many times. */
const PROBLEMS_MAX = 20;
const NOT_READ_FURTHER = {
  ru: 'Дальше файл не проверялся.',
  en: 'The rest of the file was not checked.',
};

/**
 * A file as a CRM source: JSON lines (`*.jsonl`, `*.ndjson`), else CSV; either may be gzip. Memory does not grow with it.
 * Unless `skipBad`, the whole file is read through before the first page: `pages` then fails with `invalid`, its
 * message one line for each mistake.
 */
export function crmFile(options: CrmFileOptions): Crm {
  return {
    source: options.source,
    async *pages(cursor, signal) {
      const state = await stateOf(options.path);
      if (!options.skipBad) await check(options, signal);
      yield* pagesOf(options, state, rowsKept(cursor, state), signal);
    },
  };
}

async function check(options: CrmFileOptions, signal: AbortSignal): Promise<void> {
  const problems: Problem[] = [];
  for await (const row of rowsOf(options, signal)) {
    problems.push(...readRow(row, options).problems);
    if (problems.length >= PROBLEMS_MAX) break;
  }
  if (problems.length > 0) throw mistakes(problems, options);
}

function mistakes(problems: readonly Problem[], options: CrmFileOptions): Failure {
  const file = basename(options.path);
  const lines = problems
    .slice(0, PROBLEMS_MAX)
    .map((one) => problemText(file, one, options.language));
  if (problems.length >= PROBLEMS_MAX) lines.push(NOT_READ_FURTHER[options.language]);
  return new Failure('invalid', lines.join('\n'));
}

async function* pagesOf(
  options: CrmFileOptions,
  state: FileState,
  rowsToPass: number,
  signal: AbortSignal,
): AsyncGenerator<CrmPage> {
  let rows = 0;
  let bytes = 0;
  let records: CrmRecord[] = [];
  let skipped = 0;
  const page = (): CrmPage => ({
    employees: records.flatMap((record) => (record.kind === 'employee' ? record.employee : [])),
    clients: records.flatMap((record) => (record.kind === 'client' ? record.client : [])),
    events: records.flatMap((record) => (record.kind === 'event' ? record.event : [])),
    span: null,
    leftOut: skipped === 0 ? {} : { malformed: skipped },
    cursor: JSON.stringify({ ...state, rows }),
    share: Math.min(1, bytes / state.size),
  });
  for await (const row of rowsOf(options, signal, (read) => (bytes = read))) {
    rows += 1;
    if (row.kind === 'broken' && row.isHopeless) throw mistakes([row], options);
    if (rows <= rowsToPass) continue;
    const { record, problems } = readRow(row, options);
    if (record === null || problems.some(({ complaint }) => complaint !== 'phone')) skipped += 1;
    else records.push(record);
    if (records.length < PAGE_RECORDS) continue;
    yield page();
    // What is read already would come to its end before the reading notices.
    if (signal.aborted) throw new Failure('gone', 'the reading of the file was called off');
    records = [];
    skipped = 0;
  }
  if (records.length > 0 || skipped > 0) yield page();
}

function rowsOf(
  { path }: CrmFileOptions,
  signal: AbortSignal,
  read?: (bytes: number) => void,
): AsyncGenerator<Row> {
  const text = textOf(path, signal, read);
  return /\.(jsonl|ndjson)(\.gz)?$/i.test(path) ? jsonRows(text) : csvRows(text);
}

/** A client with an unreadable number is still a client: the record comes without that number. */
function readRow(
  row: Row,
  { source, office }: CrmFileOptions,
): { record: CrmRecord | null; problems: readonly Problem[] } {
  if (row.kind === 'broken') return { record: null, problems: [row] };
  const { record, problems } = recordFrom(row.kind, row.values, source, office);
  return {
    record,
    problems: problems.map((problem) => {
      return { line: row.line, column: row.columnOf(problem.field), ...problem };
    }),
  };
}

/** How many rows an earlier import of this very file has kept; another file is read from its beginning. */
function rowsKept(cursor: string | null, { size, modifiedMs }: FileState): number {
  if (cursor === null) return 0;
  const kept = JSON.parse(cursor) as FileState & { rows: number };
  return kept.size === size && kept.modifiedMs === modifiedMs ? kept.rows : 0;
}
