import { describe, expect, test } from 'vitest';
import type { History } from '#domain/ranking/backtest/history.ts';
import { tune } from '#domain/ranking/tune/tune.ts';
import { menuPolicy } from '#test/fakes/people.ts';
import { flatWeights } from '../shared-weights.ts';
import { company } from './company.ts';

const policy = menuPolicy();

/** As `company`; the last clients of sixty do want whom their letters come from: the people of Letters. */
function twoDepartments(lettersOf: number): History {
  const { events, calls } = company(4_000);
  const wantsLetters = (clientId: string) => Number(clientId.slice(1)) >= 60 - lettersOf;
  const clerk = (clientId: string) => `clerk${Number(clientId.slice(1)) % 2}`;
  const renamed = events.map((event) =>
    event.type === 'merged' && wantsLetters(event.clientId)
      ? { ...event, employeeId: clerk(event.clientId) }
      : event,
  );
  const labels = calls.map((call) =>
    wantsLetters(call.clientId) ? { ...call, employeeId: clerk(call.clientId) } : call,
  );
  const sales = Array.from({ length: 8 }, (_, i) => [`e${i}`, 'Sales'] as const);
  const letters = ['clerk0', 'clerk1'].map((id) => [id, 'Letters'] as const);
  return { events: renamed, calls: labels, departments: new Map([...sales, ...letters]) };
}

describe('departments', () => {
  const options = { weights: flatWeights('dpdk_review'), policy, split: 0.6 };

  test('that all gain are told of, and nothing is held back', () => {
    const { verdict, guard } = tune(twoDepartments(0), options);
    expect(verdict).toBe('change');
    expect(guard!.departments).toMatchObject([{ department: 'Sales', losesTooMuch: false }]);
    expect(guard!.departments[0]!.gain).toBeGreaterThan(0);
  });

  test('of which one loses more than two points keep the present weights for everybody', () => {
    const history = twoDepartments(6);
    const { departments: _, ...unknown } = history;
    expect(tune(unknown, options).verdict).toBe('change');
    const report = tune(history, options);
    expect(report).toMatchObject({ verdict: 'keep', why: 'department-loses', proposal: null });
    expect(report.guard!.tenthPercentile).toBeGreaterThan(0);
    const [letters, sales] = report.guard!.departments;
    expect(letters).toMatchObject({ department: 'Letters', losesTooMuch: true });
    expect(letters!.gain).toBeLessThan(-0.02);
    expect(sales).toMatchObject({ department: 'Sales', losesTooMuch: false });
  });

  test('with few calls are shown and not judged: there two points are chance', () => {
    const history = twoDepartments(6);
    const small = new Map([...history.departments!].map(([id, name]) => [id, `${name} ${id}`]));
    const oneOf = { ...history, calls: history.calls.slice(0, 500), departments: small };
    const { guard } = tune(oneOf, options);
    const letters = guard!.departments.find(({ department }) => department === 'Letters clerk0')!;
    expect(letters.calls).toBeLessThan(30);
    expect(letters.losesTooMuch).toBe(false);
  });
});
