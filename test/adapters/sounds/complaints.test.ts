import { expect, test } from 'vitest';
import { createComplaints } from '#adapters/sounds/complaints.ts';
import { Failure } from '#ports/failure.ts';

const away = new Failure('unavailable', 'nobody answered');
const no = new Failure('refused', 'no such voice');

function complaining() {
  const lines: string[] = [];
  const log = {
    debug: () => {},
    error: () => {},
    info: (_: object, text: string) => void lines.push(text),
    warn: (fields: object, text: string) =>
      void lines.push(`${text}: ${(fields as { reason: string }).reason}`),
  };
  return { complaints: createComplaints(log), lines };
}

test('an engine that is away is told once for all texts, and when it is back', () => {
  const { complaints, lines } = complaining();
  complaints.failed('espeak', 'a', away);
  complaints.failed('espeak', 'b', away);
  complaints.worked('espeak', 'b');
  complaints.worked('espeak', 'b');
  complaints.failed('espeak', 'a', away);
  expect(lines).toEqual([
    'speech was not made: nobody answered',
    'speech is made again',
    'speech was not made: nobody answered',
  ]);
});

test('an engine whose money is spent is told once for all texts, also when it was away before', () => {
  const { complaints, lines } = complaining();
  const spent = new Failure('exhausted', 'nothing is left of month_limit');
  complaints.failed('paid', 'a', away);
  for (const text of ['a', 'b']) complaints.failed('paid', text, spent);
  complaints.worked('paid', 'b');
  expect(lines).toEqual([
    'speech was not made: nobody answered',
    'speech was not made: nothing is left of month_limit',
    'speech is made again',
  ]);
});

test('a text that an engine refuses is told once for each, until it was spoken', () => {
  const { complaints, lines } = complaining();
  for (const text of ['a', 'b', 'a']) complaints.failed('espeak', text, no);
  complaints.failed('other', 'a', no);
  complaints.worked('espeak', 'a');
  complaints.failed('espeak', 'a', no);
  expect(lines).toHaveLength(4);
});
