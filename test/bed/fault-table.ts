import { existsSync, readFileSync } from 'node:fs';
import { FAULTS_FILE, type FaultLine } from './faults.ts';

/** What each fault of this run cost the caller, as lines of a table; none when no fault was played. */
export function faultTable(): readonly string[] {
  if (!existsSync(FAULTS_FILE)) return [];
  const lines = readFileSync(FAULTS_FILE, 'utf8').trim().split('\n');
  const faults = lines.map((line) => JSON.parse(line) as FaultLine).sort(byNumber);
  const rows = faults.map(({ fault, injected = '', ended, costMs, limitMs }) => [
    fault,
    injected,
    ended,
    seconds(costMs),
    limitMs === undefined ? '' : seconds(limitMs),
  ]);
  return aligned([['fault', 'injected', 'ended in', 'cost, s', 'limit, s'], ...rows]);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2).padStart(7);
}

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd(),
  );
}

/** By the number of the fault in the table of the Asterisk reference; those without one last. */
function byNumber(a: FaultLine, b: FaultLine): number {
  const numberOf = ({ fault }: FaultLine): number => Number.parseInt(fault, 10) || Infinity;
  const [first, second] = [numberOf(a), numberOf(b)];
  return first === second ? a.fault.localeCompare(b.fault) : first - second;
}

if (import.meta.main) for (const line of faultTable()) console.log(line);
