import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultTable } from '#test/bed/fault-table.ts';

// scripts/test ends with this: what failed, what each fault cost the caller, and the one line that counts.

/** What vitest's JSON reporter writes, as far as we read it. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

interface Count {
  readonly passed: number;
  readonly failures: readonly string[];
  readonly skipped: number;
}

const [folder = '', parts = ''] = process.argv.slice(2);
const counts = parts.split(',').map((part) => countOf(part, join(folder, `${part}.json`)));
const failures = counts.flatMap((count) => count.failures);
failures.unshift(...linesOf('stopped'));
// No test failed, but its step did: something around the tests.
if (failures.length === 0) failures.push(...linesOf('failed-steps'));

for (const row of faultTable()) console.log(row);
console.log();
for (const failure of failures) console.log(`  ✗ ${failure}`);
const sum = (of: (count: Count) => number): number => counts.reduce((all, one) => all + of(one), 0);
const skipped = sum((count) => count.skipped);
const line = `${sum((count) => count.passed)} passed, ${failures.length} failed`;
console.log(skipped > 0 ? `${line}, ${skipped} skipped` : line);
process.exitCode = failures.length > 0 ? 1 : 0;

/** Notes of scripts/test, one a line; none when it made no such file. */
function linesOf(name: string): readonly string[] {
  const file = join(folder, name);
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

/** A report that is missing, or holds no test, is a failure: green over nothing proves nothing. */
function countOf(part: string, file: string): Count {
  if (!existsSync(file)) return { passed: 0, failures: [`${part}: no test was run`], skipped: 0 };
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  const failures = report.testResults.flatMap(({ name, status, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (status === 'failed' && failed.length === 0) return [`${name}: the file itself`];
    return failed.map((test) => `${part}: ${test.fullName}`);
  });
  if (report.numPassedTests === 0 && failures.length === 0) failures.push(`${part}: no test in it`);
  return { passed: report.numPassedTests, failures, skipped: report.numPendingTests };
}
