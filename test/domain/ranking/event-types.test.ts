import { expect, test } from 'vitest';
import { judgedTypes } from '#domain/ranking/event-types.ts';
import { weights } from './sample.ts';

test.each([
  ['invoice', true, null],
  ['muted', true, null], // a weight of 0 is a rule as well
  ['invoise', false, 'invoice'],
  ['fax', false, null],
  ['', false, null],
])('%j: known %j, meant %j', (type, known, meant) => {
  const counted = { type, count: 3, newestAt: 1_700_000_000 };
  expect(judgedTypes([counted], weights)).toEqual([{ ...counted, known, meant }]);
});
