import { expect, test } from 'vitest';
import { isEventTime } from '#domain/ranking/event-time.ts';

const NOW = Date.UTC(2026, 10, 25) / 1000;

test('what is more than a day ahead is a plan, what is of the last century a mistake', () => {
  const day = 86_400;
  const at = [NOW, NOW + day, NOW + day + 1, Date.UTC(2000, 0, 1) / 1000, 946_684_799, 0];
  expect(at.map((seconds) => isEventTime(seconds, NOW))).toEqual([
    true,
    true,
    false,
    true,
    false,
    false,
  ]);
});
