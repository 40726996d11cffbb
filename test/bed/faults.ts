import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One line of the fault table: what was done to the service, and what the caller noticed of it. */
export interface FaultLine {
  readonly fault: string;
  /** How it was done, in a few words. */
  readonly injected?: string;
  /** What became of the caller, in two words: `queue`, `node 2`. */
  readonly ended: string;
  readonly costMs: number;
  /** What it may cost at most. */
  readonly limitMs?: number;
}

/** scripts/test empties this file before the tests and prints it as a table after them. */
export const FAULTS_FILE = fileURLToPath(new URL('../../var/test/faults.jsonl', import.meta.url));

/** Keeps what a fault cost the caller, for the table at the end of the run. */
export function noteFault(line: FaultLine): void {
  mkdirSync(dirname(FAULTS_FILE), { recursive: true });
  appendFileSync(FAULTS_FILE, `${JSON.stringify(line)}\n`);
}
