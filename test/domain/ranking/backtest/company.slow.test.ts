import { describe, expect, test } from 'vitest';
import { backtest, judgedCalls, type JudgedCall } from '#domain/ranking/backtest/backtest.ts';
import { CompanyBook } from '#domain/ranking/backtest/company-book.ts';
import { newContact } from '#domain/ranking/backtest/contact.ts';
import type { History } from '#domain/ranking/backtest/history.ts';
import { ownScore } from '#domain/ranking/backtest/methods.ts';
import { walkForward } from '#domain/ranking/backtest/walk.ts';
import { menuPolicy } from '#test/fakes/people.ts';
import { readCompanies, readHistory, whyAbsent } from '../shared-histories.ts';
import { bareWeights, guessedWeights } from '../shared-weights.ts';

const policy = menuPolicy();
const DAY = 86_400;
const START = 1_600_000_000;

/** c1 talks with anna; c2 is another telephone of the same company, c3 of none. */
function office(): History {
  const events = [{ at: START, clientId: 'c1', employeeId: 'anna', type: 'acked' }];
  const calls = ['c1', 'c2', 'c3'].map((clientId, i) => ({
    at: START + (i + 1) * DAY,
    clientId,
    employeeId: 'anna',
  }));
  const clients = new Map([
    ['c1', { companyId: 'romashka', managerId: 'pyotr' }],
    ['c2', { companyId: 'romashka', managerId: 'anna' }],
    ['c3', { companyId: null, managerId: null }],
  ]);
  return { events, calls, clients };
}

const options = {
  weights: { ...guessedWeights('dpdk_review'), companyPrior: 0.3 },
  policy,
  split: 0,
};

describe('another telephone of a company we know', () => {
  test('hears of those whom its colleagues talk with; a stranger to all still hears of nobody', () => {
    const told = judgedCalls(office(), options);
    expect(told.map(({ evidence }) => evidence)).toEqual(['own', 'company', 'nothing']);
    expect(told.map(({ product }) => product[0])).toEqual([1, 1, 0]);
  });

  test('is reported apart, with what the company adds to the ceiling', () => {
    const report = backtest(office(), options);
    expect(report.coverage).toBeCloseTo(2 / 3, 9);
    expect(report.ceiling).toBeCloseTo(1 / 3, 9);
    expect(report.clients).toEqual({
      companyKnown: 2 / 3,
      managerKnown: 2 / 3,
      ceilingWithCompany: 2 / 3,
    });
    expect(report.byEvidence.map(({ name, n, hit1 }) => [name, n, hit1])).toEqual([
      ['own', 1, 1],
      ['company', 1, 1],
      ['nothing', 1, 0],
    ]);
  });

  test('is nothing where no clients are told of', () => {
    const { events, calls } = office();
    const report = backtest({ events, calls }, options);
    expect([report.clients, report.coverage]).toEqual([null, 1 / 3]);
    expect(report.baselines).not.toHaveProperty('assigned_manager');
  });
});

test('the assigned manager is one of the simple rules, where any is known', () => {
  const { baselines, better } = backtest(office(), options);
  expect(baselines['assigned_manager']).toEqual({ hit1: 1 / 3, hit3: 1 / 3, mrr: 1 / 3 });
  expect(better['assigned_manager']!.mrr.value).toBeCloseTo(1 / 3, 9);
  const { clients, ...rest } = office();
  const unmanaged = new Map([...clients!].map(([id, one]) => [id, { ...one, managerId: null }]));
  expect(backtest({ ...rest, clients: unmanaged }, options).baselines).not.toHaveProperty(
    'assigned_manager',
  );
});

test('of a company as large as a heap only the 200 newest contacts are looked at, never the caller', () => {
  const book = new CompanyBook();
  for (let i = 0; i < 1_000; i += 1)
    book.note('heap', { ...newContact(`c${i}`, 'anna'), lastAt: (i * 7) % 1_000 });
  const newest = book.colleaguesOf('heap', 'nobody');
  expect(newest).toHaveLength(200);
  expect(Math.min(...newest.map(({ lastAt }) => lastAt))).toBe(800);
  expect(book.colleaguesOf('heap', newest[0]!.clientId)).not.toContain(newest[0]);
  expect(book.colleaguesOf('unknown', 'c1')).toEqual([]);
});

describe.skipIf(whyAbsent() !== null)(
  'on dpdk_review the roll-up finds what docs/ranking.md 6.3 says',
  () => {
    const guessed = bareWeights('dpdk_review');

    test('cold callers of a known company: .373 and .509 of 330, where there was nothing', () => {
      const companies = { ...readHistory('dpdk_review'), clients: readCompanies() };
      const { byEvidence } = backtest(companies, {
        ...options,
        weights: { ...guessed, companyPrior: 0.3 },
        split: 0.6,
      });
      const [own, company, nothing] = byEvidence;
      expect([own!.n, company!.n, nothing!.n]).toEqual([3993, 330, 105]);
      expect(Math.abs(company!.hit1 - 0.373)).toBeLessThan(0.003);
      expect(Math.abs(company!.hit3 - 0.509)).toBeLessThan(0.003);
    });

    test('with little history of their own: .320 and .452 of 637 become .331 and .515', () => {
      const history = readHistory('dpdk_review');
      const few = fewOf(history);
      const alone = meanOver(
        judgedCalls(history, { ...options, weights: guessed, split: 0.6 }),
        few,
      );
      const rolled = judgedCalls(
        { ...history, clients: readCompanies() },
        { ...options, weights: { ...guessed, companyPrior: 0.3 }, split: 0.6 },
      );
      expect(few.size).toBe(637);
      expectNear(alone, [0.32, 0.452], 0.004);
      // Of a company that is a heap only the newest contacts are looked at, as in a call.
      expectNear(meanOver(rolled, few), [0.331, 0.515], 0.011);
    });

    test('under a prior of 10.8 too: popularity does not outvote the company (.255 and .379 when it did)', () => {
      const companies = { ...readHistory('dpdk_review'), clients: readCompanies() };
      const { byEvidence } = backtest(companies, { ...options, split: 0.6 });
      const company = byEvidence.find(({ name }) => name === 'company')!;
      expectNear([company.hit1, company.hit3], [0.38, 0.5], 0.001);
    });

    /** Calls of the last part whose client's own history weighs less than five ordinary contacts. */
    function fewOf(history: History): ReadonlySet<number> {
      const few = new Set<number>();
      const from = Math.floor(history.calls.length * 0.6);
      walkForward(history, guessed, ({ at }, { contacts }, index) => {
        const own = contacts.reduce((sum, contact) => sum + ownScore(contact, guessed, at), 0);
        if (index >= from && contacts.length > 0 && own < 5) few.add(index - from);
      });
      return few;
    }
  },
);

function meanOver(judged: readonly JudgedCall[], chosen: ReadonlySet<number>): readonly number[] {
  const those = judged.filter((_, i) => chosen.has(i));
  return [0, 1].map((k) => those.reduce((sum, { product }) => sum + product[k]!, 0) / those.length);
}

function expectNear(found: readonly number[], wanted: readonly number[], within: number): void {
  for (const [i, figure] of found.entries())
    expect(Math.abs(figure - wanted[i]!), `${figure} for ${wanted[i]}`).toBeLessThan(within);
}
