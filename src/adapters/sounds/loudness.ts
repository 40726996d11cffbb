/** A biquad filter, normalised (a0 = 1). */
interface Biquad {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

const BLOCK_SECONDS = 0.4;
const HOP_SECONDS = 0.1;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;

/**
 * Integrated loudness of mono samples, LUFS; -Infinity for silence. ITU-R BS.1770-4: K-weighting, blocks of
 * 400 ms with 75 % overlap, absolute and relative gate. Sounds shorter than a block count as one block.
 */
export function loudnessLufs(samples: Float32Array, rateHz: number): number {
  const weighted = filter(filter(samples, headShelf(rateHz)), lowCut(rateHz));
  const powers = blockPowers(
    weighted,
    Math.round(BLOCK_SECONDS * rateHz),
    Math.round(HOP_SECONDS * rateHz),
  );
  const audible = powers.filter((power) => toLufs(power) > ABSOLUTE_GATE_LUFS);
  const gate = toLufs(mean(audible)) + RELATIVE_GATE_LU;
  return toLufs(mean(audible.filter((power) => toLufs(power) > gate)));
}

function toLufs(power: number): number {
  return -0.691 + 10 * Math.log10(power);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function blockPowers(samples: Float32Array, block: number, hop: number): number[] {
  const powers: number[] = [];
  for (let from = 0; from === 0 || from + block <= samples.length; from += hop) {
    const part = samples.subarray(from, from + block);
    powers.push(part.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, part.length));
  }
  return powers;
}

/** The standard gives coefficients for 48 kHz; these are its analogue filters (libebur128) at any rate. */
function headShelf(rateHz: number): Biquad {
  const gain = 10 ** (3.999843853973347 / 20);
  const q = 0.7071752369554196;
  const k = Math.tan((Math.PI * 1_681.974450955533) / rateHz);
  const middle = gain ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return {
    b: [
      (gain + (middle * k) / q + k * k) / a0,
      (2 * (k * k - gain)) / a0,
      (gain - (middle * k) / q + k * k) / a0,
    ],
    a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0],
  };
}

function lowCut(rateHz: number): Biquad {
  const q = 0.5003270373238773;
  const k = Math.tan((Math.PI * 38.13547087602444) / rateHz);
  const a0 = 1 + k / q + k * k;
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / a0, (1 - k / q + k * k) / a0] };
}

function filter(samples: Float32Array, { b, a }: Biquad): Float32Array {
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  return samples.map((x) => {
    const y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    return y;
  });
}
