import { expect, test } from 'vitest';
import { OfferMemory } from '#adapters/memory/offers-made.ts';

const anna = { employeeId: 'anna', probability: 0.5 };
const pyotr = { employeeId: 'pyotr', probability: 0.2 };

test('remembers whom a call may want, and who of them was rung in vain', () => {
  const memory = new OfferMemory(10);
  memory.remember('1.1', [anna, pyotr]);
  memory.strike('1.1', 'anna');
  expect(memory.recall('1.1')).toEqual([
    { ...anna, tried: true },
    { ...pyotr, tried: false },
  ]);
});

test('forgets the oldest call first, and knows nothing of a call it never saw', () => {
  const memory = new OfferMemory(2);
  for (const linkedid of ['1.1', '1.2', '1.3']) memory.remember(linkedid, [anna]);
  memory.strike('1.1', 'anna');
  expect(memory.recall('1.1')).toEqual([]);
  expect(memory.recall('1.2')).toHaveLength(1);
  expect(memory.recall('1.3')).toHaveLength(1);
});
