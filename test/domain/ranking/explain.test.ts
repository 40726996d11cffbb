import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainRanking, type Explanation } from '#domain/ranking/explain.ts';
import { explanationText } from '#domain/ranking/explain-text.ts';
import { rankEmployees } from '#domain/ranking/rank.ts';
import { annaIsPopular, caller, NOW, past, weights } from './sample.ts';

const histories = fc.array(
  fc
    .tuple(
      fc.constantFrom('anna', 'boris', 'vera'),
      fc.constantFrom('call', 'invoice', 'muted', 'fax'),
      // Quarters of an hour over a few weeks: the gap and max_fresh both bite; a few lie in the future.
      fc.integer({ min: -8, max: 600 }).map((quarters) => quarters / 96),
    )
    .map((event) => past(...event)),
  { maxLength: 80, size: 'max' },
);

const text = (explanation: Explanation, language: 'ru' | 'en' = 'en') =>
  explanationText(explanation, {
    language,
    nameOf: (id) => id.toUpperCase(),
    timeOf: (at) => new Date(at * 1000).toISOString().slice(0, 10),
  });

describe('an explanation', () => {
  test('adds up, event by event, to the numbers that ranked', () => {
    fc.assert(
      fc.property(histories, histories, (events, colleagues) => {
        const evidence = caller(events, { colleagues, popularity: annaIsPopular });
        const explained = explainRanking(evidence, events.toReversed());
        const ranked = rankEmployees(evidence);
        expect(explained.complete).toBe(true);
        expect(explained.candidates.map(({ employeeId }) => employeeId)).toEqual(
          ranked.map(({ employeeId }) => employeeId),
        );
        for (const [i, candidate] of explained.candidates.entries()) {
          const own = candidate.types.reduce((sum, { rule, events: listed }) => {
            const fresh = listed.reduce((a, { counted, decay }) => a + (counted ? decay : 0), 0);
            return sum + rule.weight * Math.min(fresh, weights.maxFresh);
          }, 0);
          expect(own).toBeCloseTo(ranked[i]!.score, 8);
          const all = own + 0.3 * candidate.companyShare + 5 * candidate.popularityShare;
          expect(all / explained.mass).toBeCloseTo(ranked[i]!.probability, 8);
        }
      }),
    );
  });

  test('marks what lies in the gap and what max_fresh cuts off', () => {
    const rush = Array.from({ length: 6 }, (_, day) => past('anna', 'call', day));
    const events = [...rush, past('anna', 'call', -0.01)];
    const evidence = caller(events, { nowSeconds: NOW + 864 });
    const [call] = explainRanking(evidence, events).candidates[0]!.types;
    expect(call!.events.map(({ counted }) => counted)).toEqual([false, ...rush.map(() => true)]);
    expect(call).toMatchObject({ cut: true, score: 4 * 5, unlisted: 0 });
  });

  test('says what the tallies hold beyond the events that were listed', () => {
    const events = [past('anna', 'call', 0), past('anna', 'call', 90)];
    const explained = explainRanking(caller(events), events.slice(0, 1));
    expect(explained.complete).toBe(false);
    expect(explained.candidates[0]!.types[0]!.unlisted).toBeCloseTo(0.5, 12);
    expect(text(explained)).toContain('older events, not listed: 0.5');
  });

  test('names the event types that have no rule, with how many events they have', () => {
    const events = [
      past('anna', 'telex', 0),
      past('anna', 'fax', 0),
      past('anna', 'call', 0),
      past('anna', 'fax', 1),
    ];
    const explained = explainRanking(caller(events), events);
    expect(explained.unknownTypes).toEqual([
      { type: 'fax', count: 2 },
      { type: 'telex', count: 1 },
    ]);
    expect(text(explained)).toContain('they count nothing: fax (2), telex (1)');
  });
});

describe('its text', () => {
  const events = [
    past('anna', 'call', 90),
    past('anna', 'invoice', 30),
    past('anna', 'invoice', 30.01),
    past('boris', 'call', 0),
  ];
  const evidence = caller(events, {
    colleagues: [past('anna', 'call', 1)],
    popularity: annaIsPopular,
  });

  test('reads in English', () => {
    expect(text(explainRanking(evidence, events))).toMatchInlineSnapshot(`
      "Divided by: everybody’s own history 6.4999 + company 0.3 + somebody else 5 = 11.7999

      1. ANNA — 55.51 %
         call:
            2026-10-17, 90 days ago: 0.5^(90 ÷ 90) = 0.5
            sum 0.5; × weight 4 = 2
         invoice:
            2026-12-16, 30 days ago: too soon after the previous one, 0
            2026-12-16, 30.01 days ago: 0.5^(30.01 ÷ 30) = 0.4999
            sum 0.4999; × weight 1 = 0.4999
         own history: 2.4999
         share of the company’s history: 1 × 0.3 = 0.3
         share of recent work with all clients: 0.75 × 5 = 3.75
         together: 6.5499 ÷ 11.7999 = 55.51 %

      2. BORIS — 44.49 %
         call:
            2027-01-15, 0 days ago: 0.5^(0 ÷ 90) = 1
            sum 1; × weight 4 = 4
         own history: 4
         share of the company’s history: 0 × 0.3 = 0
         share of recent work with all clients: 0.25 × 5 = 1.25
         together: 5.25 ÷ 11.7999 = 44.49 %

      somebody else: 0 %"
    `);
  });

  test('reads in Russian, with a decimal comma', () => {
    expect(text(explainRanking(evidence, events), 'ru')).toMatchInlineSnapshot(`
      "Делим на: события со всеми сотрудниками 6,4999 + компания 0,3 + кто-то другой 5 = 11,7999

      1. ANNA — 55,51 %
         call:
            2026-10-17, 90 дн. назад: 0,5^(90 ÷ 90) = 0,5
            сумма 0,5; × вес 4 = 2
         invoice:
            2026-12-16, 30 дн. назад: слишком скоро после предыдущего, 0
            2026-12-16, 30,01 дн. назад: 0,5^(30,01 ÷ 30) = 0,4999
            сумма 0,4999; × вес 1 = 0,4999
         события с этим сотрудником: 2,4999
         доля в событиях компании: 1 × 0,3 = 0,3
         доля в недавней работе со всеми клиентами: 0,75 × 5 = 3,75
         вместе: 6,5499 ÷ 11,7999 = 55,51 %

      2. BORIS — 44,49 %
         call:
            2027-01-15, 0 дн. назад: 0,5^(0 ÷ 90) = 1
            сумма 1; × вес 4 = 4
         события с этим сотрудником: 4
         доля в событиях компании: 0 × 0,3 = 0
         доля в недавней работе со всеми клиентами: 0,25 × 5 = 1,25
         вместе: 5,25 ÷ 11,7999 = 44,49 %

      кто-то другой: 0 %"
    `);
  });

  test('is not longer than anybody reads: the rest is summed up', () => {
    const busy = Array.from({ length: 20 }, (_, i) => past('anna', 'call', i));
    const crowd = Array.from({ length: 11 }, (_, i) => past(`number ${i + 10}`, 'invoice', 1));
    const lines = text(explainRanking(caller([...busy, ...crowd]), [...busy, ...crowd]));
    expect(lines).toContain('earlier ones (8): 7.');
    expect(lines).toContain('10. NUMBER 18 —');
    expect(lines).not.toContain('11. ');
    expect(lines).toContain('Candidates not shown: 2');
  });

  test('says of a stranger that there is nothing to say', () => {
    expect(text(explainRanking(caller([]), []))).toBe(
      'No history with this caller: nobody is named.',
    );
  });

  test('survives a pocket calculator', () => {
    fc.assert(
      fc.property(histories, histories, (own, colleagues) => {
        const evidence = caller(own, { colleagues, popularity: annaIsPopular });
        for (const person of text(explainRanking(evidence, own)).split('\n\n').slice(1, -1)) {
          checkByCalculator(person.split('\n'));
        }
      }),
    );
  });
});

const last = (line: string) => Number(/([\d.]+)( %)?$/.exec(line)![1]);

/** Adds and multiplies the numbers as they are written; four decimals each, so sums may be off by a few of them. */
function checkByCalculator(lines: readonly string[]): void {
  let fresh = 0;
  let own = 0;
  let parts = 0;
  for (const line of lines) {
    const decay = /\^\(([\d.]+) ÷ ([\d.]+)\) = ([\d.]+)$/.exec(line);
    const sum = /sum ([\d.]+)(?:, cut to ([\d.]+))?; × weight ([\d.]+) = ([\d.]+)$/.exec(line);
    const product = /: ([\d.]+) × ([\d.]+) = ([\d.]+)$/.exec(line);
    const together = /together: ([\d.]+) ÷ ([\d.]+) = ([\d.]+) %$/.exec(line);
    if (decay !== null) {
      expect(0.5 ** (Number(decay[1]) / Number(decay[2]))).toBeCloseTo(Number(decay[3]), 3);
      fresh += Number(decay[3]);
    } else if (sum !== null) {
      expect(fresh).toBeCloseTo(Number(sum[1]), 1.9);
      expect(Number(sum[2] ?? sum[1]) * Number(sum[3])).toBeCloseTo(Number(sum[4]), 3);
      own += Number(sum[4]);
      fresh = 0;
    } else if (product !== null) {
      expect(Number(product[1]) * Number(product[2])).toBeCloseTo(Number(product[3]), 3);
      parts += Number(product[3]);
    } else if (line.includes('own history: ')) {
      expect(own).toBeCloseTo(last(line), 3);
      parts += last(line);
    } else if (together !== null) {
      expect(parts).toBeCloseTo(Number(together[1]), 3);
      expect((100 * Number(together[1])) / Number(together[2])).toBeCloseTo(
        Number(together[3]),
        1.9,
      );
    } else if (line.includes('earlier ones')) {
      fresh += last(line);
    }
  }
}
