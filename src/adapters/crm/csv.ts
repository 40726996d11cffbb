import { csvRecords } from './csv-text.ts';
import { shapeOf } from './problem.ts';
import { FIELDS, type RecordKind } from './record.ts';
import { brokenRow, hopeless, type BrokenRow, type Row } from './row.ts';

/** Other names that exports have for a column. */
const ALIASES: Readonly<Record<string, string>> = {
  ts: 'at',
  event_type: 'type',
  external_id: 'id',
  phones: 'numbers',
};

/** A CSV file has room for one absence; several go into JSON lines. */
const ABSENCE_COLUMNS = ['absent_from', 'absent_to', 'deputy_id'];

const REQUIRED: Readonly<Record<RecordKind, readonly string[]>> = {
  event: ['at', 'type', 'client_id', 'employee_id'],
  employee: ['id'],
  client: ['id', 'numbers'],
};

/**
 * Rows of a CSV file whose first line names the columns (the names of `FIELDS`, in any order). The columns tell
 * what the file holds: `employee_id` is a file of events, `numbers` of clients, `first` or `last` of employees.
 * With a heading that we do not understand only its mistakes are told.
 */
export async function* csvRows(text: AsyncIterable<string>): AsyncGenerator<Row> {
  let heading: Heading | undefined;
  for await (const { line, cells, flaw } of csvRecords(text)) {
    if (flaw === 'too-long') yield hopeless(brokenRow(line, flaw));
    else if (flaw !== null) yield brokenRow(line, flaw);
    else if (heading === undefined) {
      heading = headingFrom(cells);
      const mistakes = mistakesIn(heading, line);
      yield* mistakes.map(hopeless);
      if (mistakes.length > 0) return;
    } else if (cells.length === heading.columns.length) yield rowFrom(cells, heading, line);
    else yield brokenRow(line, 'cells');
  }
  if (heading === undefined) yield hopeless(brokenRow(1, 'empty-file'));
}

interface Heading {
  readonly kind: RecordKind | null;
  readonly columns: readonly string[];
}

function headingFrom(cells: readonly string[]): Heading {
  const columns = cells.map((cell) => {
    const name = cell.trim().toLowerCase();
    return Object.hasOwn(ALIASES, name) ? ALIASES[name]! : name;
  });
  return { kind: kindOf(columns), columns };
}

function kindOf(columns: readonly string[]): RecordKind | null {
  if (columns.includes('employee_id')) return 'event';
  if (columns.includes('numbers')) return 'client';
  return columns.includes('first') || columns.includes('last') ? 'employee' : null;
}

function mistakesIn({ kind, columns }: Heading, line: number): BrokenRow[] {
  if (kind === null) return [brokenRow(line, 'kind')];
  const known = [...FIELDS[kind], ...(kind === 'employee' ? ABSENCE_COLUMNS : [])];
  const mistakes = columns.flatMap((name, i) => {
    const where = { column: i + 1, field: known.includes(name) ? name : shapeOf(name) };
    if (!known.includes(name)) return brokenRow(line, 'unknown-field', where);
    return columns.indexOf(name) === i ? [] : brokenRow(line, 'twice', where);
  });
  const missing = REQUIRED[kind].filter((name) => !columns.includes(name));
  return [...mistakes, ...missing.map((field) => brokenRow(line, 'missing', { field }))];
}

function rowFrom(cells: readonly string[], { kind, columns }: Heading, line: number): Row {
  const values: Record<string, unknown> = Object.fromEntries(
    columns.map((name, i) => [name, cells[i]!]),
  );
  const [from, to, deputy_id] = ABSENCE_COLUMNS.map((name) => values[name] ?? '');
  if (from !== '' || to !== '') values['absences'] = [{ from, to, deputy_id }];
  const columnOf = (field: string) => {
    const column = columns.indexOf(field === 'absences' ? 'absent_from' : field);
    return column === -1 ? null : column + 1;
  };
  return { line, kind: kind!, values, columnOf };
}
