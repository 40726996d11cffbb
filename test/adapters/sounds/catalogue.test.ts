import { expect, test } from 'vitest';
import { createCatalogue, type KeptFragment } from '#adapters/sounds/catalogue.ts';

const NOW_MS = 1_000;

function fragment(key: string, different: Partial<KeptFragment> = {}): KeptFragment {
  return { key, bytes: 10, text: 'да', made: null, usedAtMs: 1, ...different };
}

const by = (voice: string, atMs: number, take = 1) => ({ made: { by: voice, atMs, take } });
const catalogue = () => createCatalogue(() => new Date(NOW_MS));

test('bytes are counted once, however often a fragment is told of', () => {
  const known = catalogue();
  known.add(fragment('a'));
  known.add(fragment('a', { bytes: 30 }));
  known.add(fragment('b'));
  expect(known.bytes).toBe(40);
  known.drop('a');
  known.drop('a');
  expect([known.bytes, known.has('a'), known.has('b')]).toEqual([10, false, true]);
});

test('of one text the latest speech is meant; when it goes, the one before it', () => {
  const known = catalogue();
  known.add(fragment('unnoted'));
  known.add(fragment('new', by('x', 9)));
  known.add(fragment('old', by('y', 5)));
  known.add(fragment('not looked into', { text: null }));
  const meant: (string | null)[] = [];
  for (const going of ['new', 'old', 'unnoted', 'not looked into']) {
    meant.push(known.sameText('да'));
    known.drop(going);
  }
  expect([...meant, known.sameText('да')]).toEqual(['new', 'old', 'unnoted', null, null]);
});

test('a take is counted from 1, also of what is not there', () => {
  const known = catalogue();
  known.add(fragment('a', by('x', 1, 3)));
  known.add(fragment('b'));
  expect(['a', 'b', 'c'].map((key) => known.takeOf(key))).toEqual([3, 1, 1]);
});

test('a use is told once, and is not lost when the file is told of again', () => {
  const known = catalogue();
  known.add(fragment('a'));
  known.used('a');
  known.used('not there');
  known.add(fragment('a', { usedAtMs: 2 }));
  expect(known.takeUsed()).toMatchObject([{ key: 'a', usedAtMs: NOW_MS }]);
  expect(known.takeUsed()).toEqual([]);
});
