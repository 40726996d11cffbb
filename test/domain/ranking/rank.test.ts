import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rankEmployees, type Evidence } from '#domain/ranking/rank.ts';
import { annaIsPopular, caller, NOW, past, weights } from './sample.ts';

const names = (evidence: Evidence) => rankEmployees(evidence).map(({ employeeId }) => employeeId);

describe('the probability', () => {
  test('is the share of the evidence, with the prior for somebody else', () => {
    const ranked = rankEmployees(caller([past('anna', 'call', 0), past('boris', 'invoice', 0)]));
    expect(ranked.map(({ probability }) => probability)).toEqual([4 / 10, 1 / 10]);
  });

  test('is lifted by popularity among those who are known', () => {
    const [anna, boris] = rankEmployees(
      caller([past('anna', 'call', 0), past('boris', 'invoice', 0)], { popularity: annaIsPopular }),
    );
    expect(anna).toMatchObject({ popularityShare: 0.75, probability: (4 + 5 * 0.75) / 10 });
    expect(boris).toMatchObject({ popularityShare: 0.25, probability: (1 + 5 * 0.25) / 10 });
  });

  test('adds the share of the company, not its sums', () => {
    const colleagues = [
      past('anna', 'call', 0),
      past('boris', 'call', 0),
      past('boris', 'call', 1),
    ];
    const [vera, boris, anna] = rankEmployees(caller([past('vera', 'call', 0)], { colleagues }));
    expect(vera!.probability).toBeCloseTo(4 / 9.3, 12);
    expect(boris!.probability).toBeCloseTo((0.3 * boris!.companyShare) / 9.3, 12);
    expect(boris!.companyShare + anna!.companyShare).toBeCloseTo(1, 12);
  });

  test('counts a known company without a history as knowing less, not more', () => {
    const [anna] = rankEmployees(caller([past('anna', 'call', 0)], { colleagues: [] }));
    expect(anna!.probability).toBeCloseTo(4 / (4 + 0.3 + 5), 12);
  });

  test('of all candidates together never exceeds 1', () => {
    const events = fc.array(
      fc
        .tuple(
          fc.constantFrom('anna', 'boris', 'vera', 'gleb'),
          fc.constantFrom('call', 'invoice', 'muted', 'fax'),
          fc.integer({ min: -10, max: 2_000 }),
        )
        .map((event) => past(...event)),
      { maxLength: 40, size: 'max' },
    );
    fc.assert(
      fc.property(events, events, (own, colleagues) => {
        const ranked = rankEmployees(caller(own, { colleagues, popularity: annaIsPopular }));
        const sum = ranked.reduce((total, { probability }) => total + probability, 0);
        expect(sum).toBeLessThanOrEqual(1 + 1e-12);
        expect(ranked.every(({ probability }) => probability > 0)).toBe(true);
        expect(new Set(ranked.map(({ employeeId }) => employeeId)).size).toBe(ranked.length);
        const sorted = ranked.toSorted((a, b) => b.probability - a.probability);
        for (const [i, { probability }] of ranked.entries()) {
          expect(Math.abs(probability / sorted[i]!.probability - 1)).toBeLessThan(1e-6);
        }
      }),
    );
  });
});

describe('the candidates', () => {
  test('are never strangers, however popular', () => {
    expect(rankEmployees(caller([], { popularity: annaIsPopular }))).toEqual([]);
    expect(names(caller([past('vera', 'call', 400)], { popularity: annaIsPopular }))).toEqual([
      'vera',
    ]);
  });

  test('are those of the company where the caller has no history, and say so', () => {
    const [anna, ...others] = rankEmployees(caller([], { colleagues: [past('anna', 'call', 9)] }));
    expect(anna).toMatchObject({ employeeId: 'anna', fromCompany: true, score: 0, byType: {} });
    expect(anna).toMatchObject({ companyShare: 1, lastAt: past('anna', 'call', 9).at });
    expect(others).toEqual([]);
  });

  test('include the one whose only event is twenty years old', () => {
    expect(names(caller([past('anna', 'invoice', 7_300)]))).toEqual(['anna']);
    expect(names(caller([past('anna', 'invoice', 7_300)], { nowSeconds: 1e12 }))).toEqual(['anna']);
  });

  test('do not include somebody known only by events of weight 0 or without a rule', () => {
    expect(names(caller([past('anna', 'muted', 1), past('boris', 'fax', 1)]))).toEqual([]);
  });

  test('ignore rows of a company that the caller is not known to belong to', () => {
    const evidence = caller([past('anna', 'call', 0)], { colleagues: [past('boris', 'call', 0)] });
    expect(names({ ...evidence, companyKnown: false })).toEqual(['anna']);
  });
});

const row = (employeeId: string, amount: number, lastAt: number) =>
  ({ employeeId, type: 'call', amount, lastAt, countedAt: lastAt }) as const;

describe('a tie', () => {
  test('goes to the later last event, of whatever type', () => {
    const even = [past('anna', 'call', 3), past('boris', 'call', 3)];
    expect(names(caller([...even, past('boris', 'muted', 2)]))).toEqual(['boris', 'anna']);
    expect(names(caller([...even, past('anna', 'fax', 2)]))).toEqual(['anna', 'boris']);
  });

  test('of the same second goes to the assigned manager, then to the smaller id', () => {
    const even = ['vera', 'anna', 'boris'].map((id) => past(id, 'call', 3));
    expect(names(caller(even, { managerId: 'boris' }))).toEqual(['boris', 'anna', 'vera']);
    expect(names(caller(even, { managerId: 'gleb' }))).toEqual(['anna', 'boris', 'vera']);
  });

  test('is not broken by rounding: a billionth is even, a millionth is not', () => {
    const flat = {
      ...weights,
      eventTypes: new Map([['call', { weight: 1, halfLifeDays: 1e15, handled: true }]]),
    };
    const even = [row('anna', 1 + 1e-10, NOW - 60), row('boris', 1, NOW)];
    expect(names({ ...caller([], { weights: flat }), tallies: even })).toEqual(['boris', 'anna']);
    const uneven = [row('anna', 1 + 1e-6, NOW - 60), row('boris', 1, NOW)];
    expect(names({ ...caller([], { weights: flat }), tallies: uneven })).toEqual(['anna', 'boris']);
  });
});
