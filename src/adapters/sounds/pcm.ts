/** Half-width of the resampling filter in zero crossings: about 70 dB between speech and its mirror. */
const ZERO_CROSSINGS = 16;
/** Share of the new band that is kept: the rest is the filter's slope. 3.6 kHz is more than a telephone passes. */
const PASSBAND = 0.9;

/**
 * Samples at another rate, through a low-pass of windowed sincs (Blackman) below both Nyquist frequencies.
 * The rates' ratio is rational, so the filter has few phases (160 for 22050 → 8000), each computed once.
 */
export function resample(samples: Float32Array, fromHz: number, toHz: number): Float32Array {
  if (fromHz === toHz) return samples;
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const phases = toHz / divisor;
  const step = fromHz / divisor;
  const cutoff = Math.min(1, toHz / fromHz) * PASSBAND;
  const half = Math.ceil(ZERO_CROSSINGS / cutoff);
  const filters = Array.from({ length: phases }, (_, phase) =>
    sincFilter(phase / phases, cutoff, half),
  );
  const result = new Float32Array(Math.floor((samples.length * phases) / step));
  for (let n = 0; n < result.length; n += 1) {
    const centre = Math.floor((n * step) / phases);
    const filter = filters[(n * step) % phases] ?? EMPTY;
    const first = centre - half + 1;
    let sum = 0;
    for (
      let tap = Math.max(0, -first);
      tap < filter.length && first + tap < samples.length;
      tap += 1
    )
      sum += (samples[first + tap] ?? 0) * (filter[tap] ?? 0);
    result[n] = sum;
  }
  return result;
}

const EMPTY = new Float32Array(0);

function sincFilter(offset: number, cutoff: number, half: number): Float32Array {
  const taps = new Float32Array(2 * half);
  let sum = 0;
  for (let tap = 0; tap < taps.length; tap += 1) {
    const x = tap - half + 1 - offset;
    const angle = Math.PI * cutoff * x;
    const sinc = x === 0 ? 1 : Math.sin(angle) / angle;
    const across = (x / half + 1) / 2;
    const window =
      0.42 - 0.5 * Math.cos(2 * Math.PI * across) + 0.08 * Math.cos(4 * Math.PI * across);
    taps[tap] = sinc * window;
    sum += sinc * window;
  }
  return taps.map((tap) => tap / sum);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * Without what is quieter than `threshold` at both ends, but for `keep` samples of it and what leads to the next
 * zero crossing: cut there, a wave needs hardly any fading.
 */
export function trimSilence(samples: Float32Array, threshold: number, keep: number): Float32Array {
  const isLoud = (sample: number): boolean => Math.abs(sample) > threshold;
  const first = samples.findIndex(isLoud);
  if (first < 0) return samples.subarray(0, 0);
  const last = samples.findLastIndex(isLoud);
  const from = zeroCrossing(samples, Math.max(0, first - keep), -1, keep);
  const to = zeroCrossing(samples, Math.min(samples.length - 1, last + keep), 1, keep);
  return samples.subarray(from, to + 1);
}

/** From `at` outwards, at most `reach` samples: where the wave passes zero, or `at` where it does not. */
function zeroCrossing(samples: Float32Array, at: number, step: 1 | -1, reach: number): number {
  for (let away = 0; away <= reach; away += 1) {
    const here = samples[at + away * step];
    const next = samples[at + (away + 1) * step];
    if (here === undefined || next === undefined) return at;
    if (here * next <= 0) return at + away * step;
  }
  return at;
}

/**
 * Keeps peaks below `ceiling` without distortion: where a peak would pass it, the gain goes down smoothly from
 * `reach` samples before to as many after.
 */
export function limitPeaks(samples: Float32Array, ceiling: number, reach: number): Float32Array {
  const needed = Float32Array.from(samples, (sample) =>
    Math.min(1, ceiling / Math.abs(sample || 1e-9)),
  );
  if (needed.every((gain) => gain === 1)) return samples;
  const lowest = movingMinimum(needed, reach);
  const smooth = movingAverage(lowest, reach);
  return samples.map((sample, at) => sample * (smooth[at] ?? 1));
}

/** The smallest value within `reach` on either side; linear time (monotonic queue). */
function movingMinimum(values: Float32Array, reach: number): Float32Array {
  const result = new Float32Array(values.length);
  const queue: number[] = [];
  let head = 0;
  for (let at = 0; at < values.length + reach; at += 1) {
    if (at < values.length) {
      const value = values[at] ?? 1;
      while (queue.length > head && (values[queue.at(-1) ?? 0] ?? 1) >= value) queue.pop();
      queue.push(at);
    }
    const centre = at - reach;
    if (centre < 0) continue;
    while ((queue[head] ?? centre) < centre - reach) head += 1;
    result[centre] = values[queue[head] ?? centre] ?? 1;
  }
  return result;
}

/** Mean within `reach` on either side; beyond the ends it goes on as at the end: a peak there is held back as well. */
function movingAverage(values: Float32Array, reach: number): Float32Array {
  const width = 2 * reach + 1;
  const last = values.length - 1;
  const at = (index: number): number => values[Math.min(last, Math.max(0, index))] ?? 1;
  let sum = 0;
  for (let index = -reach; index <= reach; index += 1) sum += at(index);
  return values.map((_, centre) => {
    const mean = sum / width;
    sum += at(centre + reach + 1) - at(centre - reach);
    return mean;
  });
}

/** From silence and back into it, so that no joint clicks. Lengths in samples. */
export function fadeEdges(samples: Float32Array, fadeIn: number, fadeOut: number): Float32Array {
  const last = samples.length - 1;
  return samples.map((sample, at) => sample * rise(at, fadeIn) * rise(last - at, fadeOut));
}

function rise(distance: number, length: number): number {
  return distance >= length ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * distance) / length);
}

export function toFloat(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / 32_768);
}

export function toInt16(samples: Float32Array): Int16Array {
  return Int16Array.from(samples, (sample) =>
    Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))),
  );
}
