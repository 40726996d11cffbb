import { describe, expect, test } from 'vitest';
import { Lease } from '#adapters/asterisk/agi-lease.ts';

/** A visit that began at 0, is 60 s long at most, and has the dialplan's first 5 s. */
const fresh = () => new Lease(0, 5000, 60_000);

describe('the lease of a step', () => {
  test('is its longest duration and two seconds more', () => {
    expect(fresh().forStep(11_000, 0)).toBe(13_000);
    expect(fresh().forStep(0, 0)).toBe(2000);
  });

  test('is clamped to what is left of the visit', () => {
    expect(fresh().forStep(7000, 51_000)).toBe(9000);
    expect(fresh().forStep(7000, 52_000)).toBe(8000);
  });

  test('is refused when the step would not leave a second for the way out', () => {
    expect(fresh().forStep(7000, 52_001)).toBeNull();
    expect(fresh().longestStepMs(52_001)).toBe(6999);
    expect(fresh().forStep(0, 59_001)).toBeNull();
  });
});

describe('a short command', () => {
  test('runs under the lease that is there while a second and a half is left', () => {
    expect(fresh().forShortCommand(3500)).toBe(0);
    expect(fresh().forShortCommand(3501)).toBe(5000);
  });

  test('gets a lease when the dialplan gave none', () => {
    expect(new Lease(0, 0, 60_000).forShortCommand(0)).toBe(5000);
  });

  test('gets no more than the visit has left, and nothing at its very end', () => {
    expect(fresh().forShortCommand(58_000)).toBe(2000);
    expect(fresh().forShortCommand(59_800)).toBe(200);
    expect(fresh().forShortCommand(59_801)).toBeNull();
  });
});

describe('a hang-up', () => {
  test('is the lease when it comes as the lease ends, and the caller before', () => {
    const lease = fresh();
    expect(lease.hasExpired(4949)).toBe(false);
    expect(lease.hasExpired(4950)).toBe(true);
    lease.armed(13_000, 4000);
    expect(lease.hasExpired(16_949)).toBe(false);
    expect(lease.hasExpired(16_950)).toBe(true);
  });

  test('is never the lease when there is none', () => {
    expect(new Lease(0, 0, 60_000).hasExpired(59_000)).toBe(false);
  });
});
