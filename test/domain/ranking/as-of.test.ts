import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { popularTypes, talliesAsOf } from '#domain/ranking/as-of.ts';
import { DAY, NOW, past, talliesOf, weights } from './sample.ts';

const events = fc.array(
  fc
    .tuple(
      fc.constantFrom('anna', 'boris'),
      fc.constantFrom('call', 'invoice', 'fax'),
      fc.integer({ min: 0, max: 600 }).map((quarters) => quarters / 96),
    )
    .map((event) => past(...event)),
  { maxLength: 60 },
);
const byKey = (a: { employeeId: string; type: string }, b: typeof a) =>
  `${a.employeeId} ${a.type}` < `${b.employeeId} ${b.type}` ? -1 : 1;

describe('tallies of a moment', () => {
  test('are those that would have been kept, in whatever order the events come', () => {
    fc.assert(
      fc.property(events, (own) => {
        const known = own.filter(({ type }) => weights.eventTypes.has(type));
        const { tallies } = talliesAsOf({ own: own.toReversed(), colleagues: [] }, weights);
        expect([...tallies].sort(byKey)).toEqual(talliesOf(known).sort(byKey));
      }),
    );
  });

  test('keep the company’s clients apart: the gap of one is none of another', () => {
    const colleagues = ['vasilek', 'aster'].map((clientId) => {
      return { ...past('anna', 'call', 0), clientId };
    });
    const { tallies, companyTallies } = talliesAsOf({ own: [], colleagues }, weights);
    expect(tallies).toEqual([]);
    expect(companyTallies.map(({ amount }) => amount)).toEqual([1, 1]);
  });

  test('are as many as a call reads, the newest', () => {
    const many = Array.from({ length: 510 }, (_, i) => {
      return { ...past(`number ${i}`, 'call', i), clientId: 'vasilek' };
    });
    const { tallies, companyTallies } = talliesAsOf({ own: many, colleagues: many }, weights);
    expect([tallies.length, companyTallies.length]).toEqual([500, 200]);
    expect(companyTallies.at(-1)?.lastAt).toBe(NOW - 199 * DAY);
  });
});

test('the handled types make popular; where none is marked, all do', () => {
  expect(popularTypes(weights)).toEqual(['call']);
  const unmarked = [...weights.eventTypes].map(
    ([type, rule]) => [type, { ...rule, handled: false }] as const,
  );
  expect(popularTypes({ ...weights, eventTypes: new Map(unmarked) })).toEqual([
    'call',
    'invoice',
    'muted',
  ]);
});
