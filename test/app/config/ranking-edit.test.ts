import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { editedRanking } from '#app/config/ranking-edit.ts';
import { rankingSchema, weightsFrom } from '#app/config/ranking-file.ts';
import type { EventTypeRule, Weights } from '#domain/ranking/weights.ts';

const FILE = `# Наши веса. Не трогать без Ани!
prior: 5   # каппа

event_types:
  # сам говорил
  call_answered: { weight: 4, half_life_days: 90, handled: true } # ответил
  invoice_sent: {weight: 1, valid_for_days: 180}
  "letter_sent":
    weight: 2   # два
    # без срока: 90 дней
  meeting: { weight: 1 }
`;

const weightsOf = (text: string): Weights => weightsFrom(rankingSchema.parse(parse(text)));
const present = weightsOf(FILE);

function proposed(prior: number, rules: Readonly<Record<string, Partial<EventTypeRule>>>): Weights {
  const eventTypes = new Map(
    [...present.eventTypes].map(([type, rule]) => [type, { ...rule, ...rules[type] }]),
  );
  return { ...present, prior, eventTypes };
}

test('only numbers change: comments, order, blanks and the words for a life stay', () => {
  const wish = proposed(12, {
    call_answered: { weight: 8, halfLifeDays: 120 },
    invoice_sent: { weight: 0.25, halfLifeDays: 45 },
  });
  const { text, changes } = editedRanking(FILE, present, wish);
  expect(text).toBe(
    FILE.replace('prior: 5 ', 'prior: 12 ')
      .replace('weight: 4, half_life_days: 90', 'weight: 8, half_life_days: 120')
      .replace('{weight: 1, valid_for_days: 180}', '{weight: 0.25, valid_for_days: 90}'),
  );
  expect(changes).toEqual([
    { key: 'prior', line: 2, from: 5, to: 12 },
    { key: 'event_types.call_answered.weight', line: 6, from: 4, to: 8 },
    { key: 'event_types.call_answered.half_life_days', line: 6, from: 90, to: 120 },
    { key: 'event_types.invoice_sent.weight', line: 7, from: 1, to: 0.25 },
    { key: 'event_types.invoice_sent.valid_for_days', line: 7, from: 180, to: 90 },
  ]);
});

test('a life that the file leaves to the default is added where it belongs', () => {
  const wish = proposed(5, { letter_sent: { halfLifeDays: 30 }, meeting: { halfLifeDays: 14 } });
  const { text } = editedRanking(FILE, present, wish);
  expect(text).toContain('    half_life_days: 30\n    weight: 2   # два\n');
  expect(text).toContain('meeting: { half_life_days: 14, weight: 1 }');
  const after = weightsOf(text);
  expect([...after.eventTypes].map(([, rule]) => rule)).toEqual(
    [...wish.eventTypes].map(([, rule]) => rule),
  );
});

test('the same weights change nothing; a prior that is not there is added', () => {
  expect(editedRanking(FILE, present, present)).toEqual({ text: FILE, changes: [] });
  const without = FILE.replace(/^prior.*\n/m, '');
  const { text } = editedRanking(without, present, proposed(15, {}));
  expect(weightsOf(text).prior).toBe(15);
});
