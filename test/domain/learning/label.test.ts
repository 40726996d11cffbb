import { expect, test } from 'vitest';
import { isGoodOutcome, labelOf } from '#domain/learning/label.ts';

const end = { employeeId: 'anna', talkSeconds: 30, transferred: false, redialled: false };

test.each([
  ['half a minute with Anna', {}, 'anna', true],
  ['29 seconds', { talkSeconds: 29 }, null, false],
  ['somebody whom we do not know', { employeeId: null }, null, false],
  [
    'Anna, to whom the caller was transferred',
    { transferred: true, afterTransfer: { employeeId: 'anna', talkSeconds: 30 } },
    'anna',
    false,
  ],
  [
    'Anna, who transferred the caller to somebody unknown',
    { transferred: true, afterTransfer: { employeeId: null, talkSeconds: 300 } },
    null,
    false,
  ],
  [
    'Anna, who was asked for a word after a transfer and had talked before it',
    { talkSeconds: 90, transferred: true, afterTransfer: { employeeId: 'anna', talkSeconds: 29 } },
    null,
    false,
  ],
  ['Anna, and then the same number again', { redialled: true }, null, false],
])('%s', (_, different, label, isGood) => {
  expect(labelOf({ ...end, ...different })).toBe(label);
  expect(isGoodOutcome({ ...end, ...different })).toBe(isGood);
});
