import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { CallReport } from '#scripts/demo-calls/report.ts';

// The main job, end to end: a company, a service, two Asterisks, SIP, RTP, keys, telephones that ring.

test('scripts/demo: each call reaches whom it should', { timeout: 240_000 }, async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['scripts/demo-calls/main.ts', '--json'],
    { maxBuffer: 16 * 1024 ** 2 },
  );
  const { calls, ok } = JSON.parse(stdout) as { calls: readonly CallReport[]; ok: boolean };
  expect(
    calls.flatMap(({ scenario, wrong }) => wrong.map((what) => `${scenario}: ${what}`)),
  ).toEqual([]);
  expect(ok).toBe(true);
  const byName = new Map(calls.map((call) => [call.scenario, call]));
  expect(byName.get('known-client')?.reached).toEqual({ kind: 'employee', name: 'Пётр Смирнов' });
  expect(byName.get('killed')?.reached).toEqual({ kind: 'queue', name: 'sales' });
  expect(calls).toHaveLength(8);
});
