import type {
  History,
  HistoryCall,
  HistoryClient,
  HistoryEvent,
} from '#domain/ranking/backtest/history.ts';
import { Failure } from '#ports/failure.ts';
import { stateOf } from './file-text.ts';
import { rowsOf, type Column } from './history-rows.ts';
import type { Language } from './problem.ts';

export interface HistoryFiles {
  readonly events: string;
  readonly calls: string;
  /** Companies and managers; null: nobody knows them. */
  readonly clients: string | null;
  /** Departments; null: nobody knows them. */
  readonly employees: string | null;
  /** Of the messages about mistakes. */
  readonly language: Language;
  readonly signal: AbortSignal;
  /** The share of the files that is read, 0 to 1. */
  readonly progress?: (share: number) => void;
}

const CALL_COLUMNS: readonly Column[] = [
  { name: 'ts', kind: 'ts' },
  { name: 'client_id', kind: 'id' },
  { name: 'employee_id', kind: 'id' },
];
const EVENT_COLUMNS: readonly Column[] = [...CALL_COLUMNS, { name: 'event_type', kind: 'id' }];
const CLIENT_COLUMNS: readonly Column[] = [
  { name: 'client_id', kind: 'id', isKey: true },
  { name: 'company_id', alias: 'company', kind: 'text' },
  { name: 'manager_id', kind: 'text', isOptional: true },
];
const EMPLOYEE_COLUMNS: readonly Column[] = [
  { name: 'employee_id', kind: 'id', isKey: true },
  { name: 'department', kind: 'text' },
];

/**
 * Events and calls of a back-test, and what is known of clients and employees: CSV with a header, other columns left
 * alone, also gzip (docs/ranking.md, 5.1). Events and calls come ordered by time; equal times keep the order of the
 * file. Fails like `textOf`, and with `invalid`: one line for each mistake, with file, line and column.
 */
export async function readHistory(files: HistoryFiles): Promise<History> {
  const paths = [files.events, files.calls, files.clients, files.employees];
  const states = await Promise.all(paths.filter((path) => path !== null).map(stateOf));
  const whole = states.reduce((sum, { size }) => sum + size, 0) || 1;
  const known = new Map<string, string>();
  /** Millions of rows name thousands of ids: each is kept once, and not as a piece of the file's text. */
  const once = (text: string): string => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const own = Buffer.from(text).toString();
    known.set(own, own);
    return own;
  };
  const onceOrNull = (text: string): string | null => (text === '' ? null : once(text));
  let before = 0;
  const problems: string[] = [];
  async function read(
    path: string | null,
    columns: readonly Column[],
    take: (cells: readonly string[]) => void,
  ): Promise<void> {
    if (path === null) return;
    let bytes = 0;
    const told = await rowsOf(path, columns, take, {
      language: files.language,
      signal: files.signal,
      read(sofar) {
        bytes = sofar;
        files.progress?.((before + sofar) / whole);
      },
    });
    before += bytes;
    problems.push(...told);
  }

  const events: HistoryEvent[] = [];
  const calls: HistoryCall[] = [];
  const clients = new Map<string, HistoryClient>();
  const departments = new Map<string, string>();
  await read(files.events, EVENT_COLUMNS, ([at, client, employee, type]) =>
    events.push({
      at: Number(at),
      clientId: once(client!),
      employeeId: once(employee!),
      type: once(type!),
    }),
  );
  await read(files.calls, CALL_COLUMNS, ([at, client, employee]) =>
    calls.push({ at: Number(at), clientId: once(client!), employeeId: once(employee!) }),
  );
  await read(files.clients, CLIENT_COLUMNS, ([client, company, manager]) =>
    clients.set(once(client!), {
      companyId: onceOrNull(company!),
      managerId: onceOrNull(manager!),
    }),
  );
  await read(files.employees, EMPLOYEE_COLUMNS, ([employee, department]) =>
    departments.set(once(employee!), once(department!)),
  );
  if (problems.length > 0) throw new Failure('invalid', problems.join('\n'));
  return {
    events: inTime(events),
    calls: inTime(calls),
    ...(files.clients !== null && { clients }),
    ...(files.employees !== null && { departments }),
  };
}

/** Stable: who wrote the file decides about what happened in one second. */
function inTime<T extends { readonly at: number }>(rows: T[]): readonly T[] {
  return rows.every((row, i) => i === 0 || rows[i - 1]!.at <= row.at)
    ? rows
    : rows.sort((a, b) => a.at - b.at);
}
