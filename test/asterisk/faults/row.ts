import { expect } from 'vitest';
import { noteFault, type FaultLine } from '#test/bed/faults.ts';

/** A row of the fault table, held to its limit. */
export function row(line: FaultLine & { readonly injected: string; readonly limitMs: number }) {
  noteFault(line);
  expect(line.costMs, line.fault).toBeLessThan(line.limitMs);
}
