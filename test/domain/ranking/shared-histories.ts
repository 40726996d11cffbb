import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import type { History } from '#domain/ranking/backtest/history.ts';

/** Real histories lie beside the checkout and are for evaluation only: never copied into it. */
const FOLDER = new URL('../../../../shared/data/ranking/', import.meta.url);

/** Why the histories cannot be used here, or null when they can. */
export function whyAbsent(): string | null {
  return existsSync(FOLDER) ? null : `no shared histories at ${fileURLToPath(FOLDER)}`;
}

/** docs/ranking.md, 5.1; ids and types of these files need no quoting. Both lists ascend in time. */
export function readHistory(name: string): History {
  const events = rowsOf(`${name}.events.csv.gz`, 'ts,client_id,employee_id,event_type');
  const calls = rowsOf(`${name}.calls.csv.gz`, 'ts,client_id,employee_id');
  return {
    events: events.map(([ts, clientId, employeeId, type]) => {
      return { at: Number(ts), clientId: clientId!, employeeId: employeeId!, type: type! };
    }),
    calls: calls.map(([ts, clientId, employeeId]) => {
      return { at: Number(ts), clientId: clientId!, employeeId: employeeId! };
    }),
  };
}

/** The contributors' companies of dpdk_review; whom the file leaves without one has none. */
export function readCompanies(): NonNullable<History['clients']> {
  const rows = linesOf('dpdk_company.csv.gz', 'client_id,company');
  return new Map(
    rows.map(([id, company]) => [
      id!,
      { companyId: company === '' ? null : company!, managerId: null },
    ]),
  );
}

function rowsOf(file: string, header: string): string[][] {
  return linesOf(file, header).sort((a, b) => Number(a[0]) - Number(b[0]));
}

function linesOf(file: string, header: string): string[][] {
  const [first, ...lines] = gunzipSync(readFileSync(new URL(file, FOLDER)))
    .toString('utf8')
    .trimEnd()
    .split('\n');
  if (first !== header) throw new Error(`${file}: expected the header ${header}`);
  return lines.map((line) => line.split(','));
}
