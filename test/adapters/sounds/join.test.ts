import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinPieces, type Joinable } from '#adapters/sounds/join.ts';

const RATE_HZ = 8_000;
const BREATH = 240;

/** A hum that begins and ends in a breath of 30 ms, as finished speech does. */
function hum(length: number, amplitude = 9_000, pauseAfterMs = 0): Joinable {
  const samples = new Int16Array(length + 2 * BREATH);
  for (let at = 0; at < length; at += 1)
    samples[BREATH + at] = Math.round(amplitude * Math.cos((2 * Math.PI * 200 * at) / RATE_HZ));
  return { samples, pauseAfterMs };
}

/** What is silent between the first two loud stretches, in samples. */
function silenceIn(wave: Int16Array): number {
  const loud = [...wave.keys()].filter((at) => Math.abs(wave[at] ?? 0) > 200);
  return Math.max(...loud.map((at, nth) => at - (loud[nth - 1] ?? at)));
}

const pieces = fc.array(
  fc.record({
    samples: fc.oneof(
      fc.int16Array({ maxLength: 1_500 }),
      fc.integer({ min: 0, max: 1_500 }).map((length) => new Int16Array(length)),
      fc.integer({ min: 1, max: 1_500 }).map((length) => hum(length).samples),
    ),
    pauseAfterMs: fc.integer({ min: 0, max: 500 }),
  }),
  { maxLength: 6 },
);

test('no pieces are no sound, and one piece is itself', () => {
  expect(joinPieces([], RATE_HZ)).toHaveLength(0);
  const one = hum(100, 9_000, 300);
  expect(joinPieces([one], RATE_HZ)).toEqual(one.samples);
});

test.each([0, 20, 60, 100, 350])(
  'a pause of %i ms is as long from speech to speech, whatever breath the pieces keep',
  (pauseAfterMs) => {
    const joined = joinPieces([hum(1_600, 9_000, pauseAfterMs), hum(1_600)], RATE_HZ);
    expect(Math.abs(silenceIn(joined) - pauseAfterMs * 8)).toBeLessThanOrEqual(16); // 2 ms
  },
);

test('at 16 kHz a pause has twice as many samples', () => {
  const piece = { samples: Int16Array.of(9_000), pauseAfterMs: 100 };
  expect(joinPieces([piece, piece], 16_000)).toHaveLength(1_602);
});

test('any pieces: as long as speech and pauses need, and each sample comes from some piece', () => {
  fc.assert(
    fc.property(pieces, (some) => {
      const joined = joinPieces(some, RATE_HZ);
      const spoken = some.reduce((sum, { samples }) => sum + samples.length, 0);
      const paused = some.slice(0, -1).reduce((sum, one) => sum + one.pauseAfterMs * 8, 0);
      expect(joined.length).toBeLessThanOrEqual(spoken + paused);
      // A breath of 60 ms at either side of a join is all that a pause may take from its pieces.
      expect(joined.length).toBeGreaterThanOrEqual(
        spoken + paused - Math.max(0, some.length - 1) * 960,
      );
      const loudest = Math.max(0, ...some.flatMap(({ samples }) => [...samples].map(Math.abs)));
      expect(Math.max(0, ...joined.map(Math.abs))).toBeLessThanOrEqual(loudest);
    }),
  );
});

test('any pieces: speech is never touched, but for 60 ms at its ends, and stays in order', () => {
  const bytes = (wave: Int16Array): Buffer =>
    Buffer.from(wave.buffer, wave.byteOffset, wave.byteLength);
  fc.assert(
    fc.property(pieces, (some) => {
      const joined = bytes(joinPieces(some, RATE_HZ));
      let from = 0;
      for (const { samples } of some.filter((one) => one.samples.length > 960)) {
        const speech = bytes(samples.subarray(480, -480));
        const found = joined.indexOf(speech, from);
        expect(found).toBeGreaterThanOrEqual(from);
        from = found + speech.length;
      }
    }),
  );
});

test('any two soft pieces: where they fade into one another the wave takes no step that speech does not take', () => {
  const piece = fc.record({
    length: fc.integer({ min: 400, max: 3_000 }),
    amplitude: fc.integer({ min: 300, max: 28_000 }),
    noise: fc.array(fc.integer({ min: -150, max: 150 }), { minLength: BREATH, maxLength: BREATH }),
  });
  fc.assert(
    fc.property(piece, piece, fc.integer({ min: 0, max: 60 }), (left, right, pauseAfterMs) => {
      const noisy = ({ length, amplitude, noise }: typeof left): Joinable => {
        const { samples } = hum(length, amplitude, pauseAfterMs);
        noise.forEach((one, at) => {
          const fade = at / BREATH; // from silence, and back into it
          samples[at] = Math.round(one * fade);
          samples[samples.length - 1 - at] = Math.round(one * fade);
        });
        return { samples, pauseAfterMs };
      };
      const both = [noisy(left), noisy(right)];
      const step = (wave: Int16Array): number =>
        Math.max(0, ...wave.subarray(1).map((sample, at) => Math.abs(sample - (wave[at] ?? 0))));
      const own = Math.max(...both.map(({ samples }) => step(samples)));
      expect(step(joinPieces(both, RATE_HZ))).toBeLessThanOrEqual(own + 2);
    }),
  );
});
