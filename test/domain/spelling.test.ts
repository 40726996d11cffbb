import { describe, expect, test } from 'vitest';
import { nearestWord } from '#domain/spelling.ts';

const verbs = [
  'start',
  'check-config',
  'doctor',
  'rank',
  'explain',
  'import',
  'report',
  'switch',
  'say',
  'warm',
  'call',
];

describe('a slip of the finger', () => {
  test.each([
    ['strat', 'start'],
    ['chek-config', 'check-config'],
    ['check_config', 'check-config'],
    ['doktor', 'doctor'],
    ['Explain', 'explain'],
    ['exlpain', 'explain'],
    ['sya', 'say'],
    ['check', 'check-config'],
  ])('%s means %s', (word, meant) => {
    expect(nearestWord(word, verbs)).toBe(meant);
  });

  test.each(['telephone', 'x', '', 'ringing', 'se'])('%j means nothing that we know', (word) => {
    expect(nearestWord(word, verbs)).toBeNull();
  });

  test('of a thousand letters costs no time', () => {
    expect(nearestWord('a'.repeat(1_000_000), verbs)).toBeNull();
  });
});
