import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readWav, writeWav } from '#adapters/plumbing/wav.ts';
import { Failure } from '#ports/failure.ts';

const samples = Int16Array.from([0, 1, -1, 32_767, -32_768, 7]);
const file = writeWav({ samples, sampleRateHz: 8_000 }, { ICMT: 'Анна', IKEY: 'k' });

/** The same file with a number changed. */
function altered(at: number, value: number, bytes: 2 | 4 = 4): Buffer {
  const copy = Buffer.from(file);
  copy.writeUIntLE(value, at, bytes);
  return copy;
}

test('what is written is read again, with its notes', () => {
  expect(readWav(file, { streamed: false })).toEqual({
    samples,
    sampleRateHz: 8_000,
    notes: { ICMT: 'Анна', IKEY: 'k' },
  });
});

test('the sound begins at byte 44, where Asterisk looks for it', () => {
  expect(file.toString('latin1', 36, 40)).toBe('data');
  expect(file.readInt16LE(44 + 2 * 3)).toBe(32_767);
});

test('a header that claims 2 GB is believed from nobody: streamed data ends where it ends, a file is truncated', () => {
  const streamed = Buffer.concat([altered(40, 0x7ffff000).subarray(0, 44), file.subarray(44, 56)]);
  expect(readWav(streamed, { streamed: true }).samples).toEqual(samples);
  expect(() => readWav(streamed, { streamed: false })).toThrow('cut off');
});

test.each([
  [
    'another kind of file',
    Buffer.from('ID3 an mp3 pretends to be a wav file, and is not'),
    'no RIFF',
  ],
  ['an empty file', Buffer.alloc(0), 'no RIFF'],
  ['a header without sound', file.subarray(0, 36), 'no sound'],
  ['a file cut in the sound', file.subarray(0, 50), 'cut off'],
  ['a-law', altered(20, 6, 2), 'number 6'],
  ['stereo', altered(22, 2, 2), '2 channel'],
  ['24 bits', altered(34, 24, 2), '24 bits'],
  ['a rate of nothing', altered(24, 0), '0 Hz'],
  ['a rate of a radio', altered(24, 1e9), '1000000000 Hz'],
])('%s is refused in words', (_, bytes, words) => {
  expect(() => readWav(bytes, { streamed: false })).toThrow(words);
});

test('a header of the extensible kind with PCM in it is read', () => {
  const format = Buffer.concat([file.subarray(12, 36), Buffer.alloc(24)]);
  format.writeUInt32LE(40, 4);
  format.writeUInt16LE(0xfffe, 8);
  format.writeUInt16LE(1, 32);
  const extensible = Buffer.concat([file.subarray(0, 12), format, file.subarray(36)]);
  expect(readWav(extensible, { streamed: false }).samples).toEqual(samples);
});

test('whatever the bytes, the answer is a sound or a failure, soon', () => {
  const damaged = fc
    .tuple(fc.nat(file.length - 1), fc.uint8Array({ maxLength: 8 }))
    .map(([at, bytes]) => {
      const copy = Buffer.from(file);
      copy.set(bytes.subarray(0, copy.length - at), at);
      return copy;
    });
  fc.assert(
    fc.property(damaged, fc.boolean(), (bytes, streamed) => {
      try {
        expect(readWav(bytes, { streamed }).samples.length).toBeLessThanOrEqual(bytes.length);
      } catch (error) {
        expect(error).toBeInstanceOf(Failure);
      }
    }),
    { numRuns: 2_000 },
  );
});
